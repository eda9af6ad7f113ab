import { numbers } from '../numbers.ts'

/** Flags of TIPC_GROUP_JOIN. */
export const TIPC_GROUP_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Flag of a group: the sender receives its own messages. Linux 4.15. */
    TIPC_GROUP_LOOPBACK: { linux: 1 },
    /**
     * Flag of a group: empty messages report members that join, and with MSG_EOR those that leave.
     * Linux 4.15.
     */
    TIPC_GROUP_MEMBER_EVTS: { linux: 2 },
  },
  'linux/tipc.h',
)

/** Services, scopes, errors and kinds of addresses of AF_TIPC. See linux/tipc.h. */
export const TIPC_VALUES = /* @__PURE__ */ numbers(
  {
    /** Kind of address: a service range, as TIPC_SERVICE_RANGE. */
    TIPC_ADDR_MCAST: {},
    /** Scope: the whole cluster. */
    TIPC_CLUSTER_SCOPE: { linux: 2 },
    /** Error: the peer has closed the connection. */
    TIPC_CONN_SHUTDOWN: {},
    /** Importance: the highest. */
    TIPC_CRITICAL_IMPORTANCE: {},
    /** Error: no socket is bound to the service. */
    TIPC_ERR_NO_NAME: {},
    /** Error: there is no such node. */
    TIPC_ERR_NO_NODE: {},
    /** Error: there is no such socket. */
    TIPC_ERR_NO_PORT: {},
    /** Error: the receiver is overloaded. */
    TIPC_ERR_OVERLOAD: {},
    /** Importance: high. */
    TIPC_HIGH_IMPORTANCE: {},
    /** Service of TIPC: links. Linux 4.16. */
    TIPC_LINK_STATE: { linux: 2 },
    /** Importance: low, as by default. */
    TIPC_LOW_IMPORTANCE: {},
    /** Maximum bytes of a message. */
    TIPC_MAX_USER_MSG_SIZE: {},
    /** Importance: medium. */
    TIPC_MEDIUM_IMPORTANCE: {},
    /** Scope: this node. */
    TIPC_NODE_SCOPE: { linux: 3 },
    /** Service of TIPC: nodes. Linux 4.16. */
    TIPC_NODE_STATE: { linux: 0 },
    /** Error: none. */
    TIPC_OK: {},
    /** Event of a subscription: a service was bound. */
    TIPC_PUBLISHED: {},
    /** The lowest type of service for programs. */
    TIPC_RESERVED_TYPES: {},
    /** Kind of address: a service. */
    TIPC_SERVICE_ADDR: { linux: 2 },
    /** Kind of address: a service range. */
    TIPC_SERVICE_RANGE: { linux: 1 },
    /** Kind of address: a socket. */
    TIPC_SOCKET_ADDR: { linux: 3 },
    /** Event of a subscription: it expired. */
    TIPC_SUBSCR_TIMEOUT: {},
    /** Subscription: ends this one. */
    TIPC_SUB_CANCEL: { linux: 4 },
    /** Subscription: an event for each binding. */
    TIPC_SUB_PORTS: {},
    /** Subscription: an event for the first binding and the last. */
    TIPC_SUB_SERVICE: {},
    /** Service of TIPC: accepts subscriptions to bindings, on a connection. */
    TIPC_TOP_SRV: {},
    /** Event of a subscription: a binding was removed. */
    TIPC_WITHDRAWN: {},
  },
  'linux/tipc.h',
)
