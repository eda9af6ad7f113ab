#ifndef STRUCTS_H
#define STRUCTS_H

/* Structs of the current kernel that headers lack, or have with fewer fields. The name of a struct
   that some header has begins with kernel_ here; test/native/layouts.test.ts compares the two. */

#ifdef __linux__
#include <stdint.h>
#include <sys/socket.h>

/* linux/tcp.h, Linux 6.18. Bit-fields have no offset, so the byte or word around them is a field.
 */
struct kernel_tcp_info {
  uint8_t tcpi_state;
  uint8_t tcpi_ca_state;
  uint8_t tcpi_retransmits;
  uint8_t tcpi_probes;
  uint8_t tcpi_backoff;
  uint8_t tcpi_options;
  uint8_t tcpi_wscales; /* snd_wscale:4, rcv_wscale:4 */
  uint8_t tcpi_notes;   /* delivery_rate_app_limited:1, fastopen_client_fail:2 */
  uint32_t tcpi_rto;
  uint32_t tcpi_ato;
  uint32_t tcpi_snd_mss;
  uint32_t tcpi_rcv_mss;
  uint32_t tcpi_unacked;
  uint32_t tcpi_sacked;
  uint32_t tcpi_lost;
  uint32_t tcpi_retrans;
  uint32_t tcpi_fackets;
  uint32_t tcpi_last_data_sent;
  uint32_t tcpi_last_ack_sent;
  uint32_t tcpi_last_data_recv;
  uint32_t tcpi_last_ack_recv;
  uint32_t tcpi_pmtu;
  uint32_t tcpi_rcv_ssthresh;
  uint32_t tcpi_rtt;
  uint32_t tcpi_rttvar;
  uint32_t tcpi_snd_ssthresh;
  uint32_t tcpi_snd_cwnd;
  uint32_t tcpi_advmss;
  uint32_t tcpi_reordering;
  uint32_t tcpi_rcv_rtt;
  uint32_t tcpi_rcv_space;
  uint32_t tcpi_total_retrans;
  uint64_t tcpi_pacing_rate;
  uint64_t tcpi_max_pacing_rate;
  uint64_t tcpi_bytes_acked;
  uint64_t tcpi_bytes_received;
  uint32_t tcpi_segs_out;
  uint32_t tcpi_segs_in;
  uint32_t tcpi_notsent_bytes;
  uint32_t tcpi_min_rtt;
  uint32_t tcpi_data_segs_in;
  uint32_t tcpi_data_segs_out;
  uint64_t tcpi_delivery_rate;
  uint64_t tcpi_busy_time;
  uint64_t tcpi_rwnd_limited;
  uint64_t tcpi_sndbuf_limited;
  uint32_t tcpi_delivered;
  uint32_t tcpi_delivered_ce;
  uint64_t tcpi_bytes_sent;
  uint64_t tcpi_bytes_retrans;
  uint32_t tcpi_dsack_dups;
  uint32_t tcpi_reord_seen;
  uint32_t tcpi_rcv_ooopack;
  uint32_t tcpi_snd_wnd;
  uint32_t tcpi_rcv_wnd;
  uint32_t tcpi_rehash;
  uint16_t tcpi_total_rto;
  uint16_t tcpi_total_rto_recoveries;
  uint32_t tcpi_total_rto_time;
  uint32_t tcpi_received_ce;
  uint32_t tcpi_delivered_e1_bytes;
  uint32_t tcpi_delivered_e0_bytes;
  uint32_t tcpi_delivered_ce_bytes;
  uint32_t tcpi_received_e1_bytes;
  uint32_t tcpi_received_e0_bytes;
  uint32_t tcpi_received_ce_bytes;
  uint32_t tcpi_accecn; /* two fields of 16 bits in 6.18, four bit-fields since 7.0 */
};

/* linux/tcp.h, Linux 6.7 */
struct kernel_tcp_ao_add {
  struct sockaddr_storage addr;
  char alg_name[64];
  int32_t ifindex;
  uint32_t bits; /* set_current:1, set_rnext:1 */
  uint16_t reserved2;
  uint8_t prefix;
  uint8_t sndid;
  uint8_t rcvid;
  uint8_t maclen;
  uint8_t keyflags;
  uint8_t keylen;
  uint8_t key[80];
} __attribute__((aligned(8)));

struct kernel_tcp_ao_del {
  struct sockaddr_storage addr;
  int32_t ifindex;
  uint32_t bits; /* set_current:1, set_rnext:1, del_async:1 */
  uint16_t reserved2;
  uint8_t prefix;
  uint8_t sndid;
  uint8_t rcvid;
  uint8_t current_key;
  uint8_t rnext;
  uint8_t keyflags;
} __attribute__((aligned(8)));

struct kernel_tcp_ao_info_opt {
  uint32_t bits; /* set_current:1, set_rnext:1, ao_required:1, set_counters:1, accept_icmps:1 */
  uint16_t reserved2;
  uint8_t current_key;
  uint8_t rnext;
  uint64_t pkt_good;
  uint64_t pkt_bad;
  uint64_t pkt_key_not_found;
  uint64_t pkt_ao_required;
  uint64_t pkt_dropped_icmp;
} __attribute__((aligned(8)));

struct kernel_tcp_ao_getsockopt {
  struct sockaddr_storage addr;
  char alg_name[64];
  uint8_t key[80];
  uint32_t nkeys;
  uint16_t bits; /* is_current:1, is_rnext:1, get_all:1 */
  uint8_t sndid;
  uint8_t rcvid;
  uint8_t prefix;
  uint8_t maclen;
  uint8_t keyflags;
  uint8_t keylen;
  int32_t ifindex;
  uint64_t pkt_good;
  uint64_t pkt_bad;
} __attribute__((aligned(8)));

struct kernel_tcp_ao_repair {
  uint32_t snt_isn;
  uint32_t rcv_isn;
  uint32_t snd_sne;
  uint32_t rcv_sne;
} __attribute__((aligned(8)));

/* linux/tcp.h, Linux 4.13; before it, two of the fields were padding */
struct kernel_tcp_md5sig {
  struct sockaddr_storage tcpm_addr;
  uint8_t tcpm_flags;
  uint8_t tcpm_prefixlen;
  uint16_t tcpm_keylen;
  int32_t tcpm_ifindex;
  uint8_t tcpm_key[80];
};

/* linux/tcp.h, Linux 4.8 */
struct kernel_tcp_repair_window {
  uint32_t snd_wl1;
  uint32_t snd_wnd;
  uint32_t max_window;
  uint32_t rcv_wnd;
  uint32_t rcv_wup;
};

/* linux/can.h, Linux 5.4 */
struct kernel_sockaddr_can {
  sa_family_t can_family;
  int32_t can_ifindex;
  union {
    struct {
      uint32_t rx_id;
      uint32_t tx_id;
    } tp;
    struct {
      uint64_t name;
      uint32_t pgn;
      uint8_t addr;
    } j1939;
  } can_addr;
};

/* linux/tipc.h, Linux 4.15 and 4.17 */
struct kernel_tipc_group_req {
  uint32_t type;
  uint32_t instance;
  uint32_t scope;
  uint32_t flags;
};

struct kernel_tipc_service_range {
  uint32_t type;
  uint32_t lower;
  uint32_t upper;
};

/* linux/vm_sockets.h, Linux 5.11 */
struct kernel_sockaddr_vm {
  sa_family_t svm_family;
  uint16_t svm_reserved1;
  uint32_t svm_port;
  uint32_t svm_cid;
  uint8_t svm_flags;
  uint8_t svm_zero[3];
};

/* linux/if_packet.h, Linux 3.14 and 4.2 */
struct kernel_tpacket_auxdata {
  uint32_t tp_status;
  uint32_t tp_len;
  uint32_t tp_snaplen;
  uint16_t tp_mac;
  uint16_t tp_net;
  uint16_t tp_vlan_tci;
  uint16_t tp_vlan_tpid;
};

struct kernel_tpacket_rollover_stats {
  uint64_t tp_all __attribute__((aligned(8)));
  uint64_t tp_huge __attribute__((aligned(8)));
  uint64_t tp_failed __attribute__((aligned(8)));
};

/* linux/if_xdp.h, Linux 5.4 and 5.9 */
struct kernel_xdp_ring_offset {
  uint64_t producer;
  uint64_t consumer;
  uint64_t desc;
  uint64_t flags;
};

struct kernel_xdp_mmap_offsets {
  struct kernel_xdp_ring_offset rx;
  struct kernel_xdp_ring_offset tx;
  struct kernel_xdp_ring_offset fr;
  struct kernel_xdp_ring_offset cr;
};

struct kernel_xdp_statistics {
  uint64_t rx_dropped;
  uint64_t rx_invalid_descs;
  uint64_t tx_invalid_descs;
  uint64_t rx_ring_full;
  uint64_t rx_fill_ring_empty_descs;
  uint64_t tx_ring_empty_descs;
};

/* linux/net_tstamp.h, Linux 4.13, 4.19 and 5.14 */
struct kernel_scm_ts_pktinfo {
  uint32_t if_index;
  uint32_t pkt_length;
  uint32_t reserved[2];
};

struct kernel_sock_txtime {
  int32_t clockid;
  uint32_t flags;
};

struct kernel_so_timestamping {
  int32_t flags;
  int32_t bind_phc;
};

/* linux/rds.h, Linux 4.11 and 4.17 */
struct kernel_rds_rx_trace_so {
  uint8_t rx_traces;
  uint8_t rx_trace_pos[3];
};

struct kernel_rds_cmsg_rx_trace {
  uint8_t rx_traces;
  uint8_t rx_trace_pos[3];
  uint64_t rx_trace[3];
};

struct kernel_rds_zcopy_cookies {
  uint32_t num;
  uint32_t cookies[8];
};

/* linux/mptcp.h, Linux 6.18 */
struct kernel_mptcp_info {
  uint8_t mptcpi_subflows;
  uint8_t mptcpi_add_addr_signal;
  uint8_t mptcpi_add_addr_accepted;
  uint8_t mptcpi_subflows_max;
  uint8_t mptcpi_add_addr_signal_max;
  uint8_t mptcpi_add_addr_accepted_max;
  uint32_t mptcpi_flags;
  uint32_t mptcpi_token;
  uint64_t mptcpi_write_seq;
  uint64_t mptcpi_snd_una;
  uint64_t mptcpi_rcv_nxt;
  uint8_t mptcpi_local_addr_used;
  uint8_t mptcpi_local_addr_max;
  uint8_t mptcpi_csum_enabled;
  uint32_t mptcpi_retransmits;
  uint64_t mptcpi_bytes_retrans;
  uint64_t mptcpi_bytes_sent;
  uint64_t mptcpi_bytes_received;
  uint64_t mptcpi_bytes_acked;
  uint8_t mptcpi_subflows_total;
  uint8_t mptcpi_endp_laminar_max;
  uint8_t mptcpi_endp_fullmesh_max;
  uint8_t reserved;
  uint32_t mptcpi_last_data_sent;
  uint32_t mptcpi_last_data_recv;
  uint32_t mptcpi_last_ack_recv;
};

struct kernel_mptcp_subflow_data {
  uint32_t size_subflow_data;
  uint32_t num_subflows;
  uint32_t size_kernel;
  uint32_t size_user;
} __attribute__((aligned(8)));

struct kernel_mptcp_subflow_addrs {
  struct sockaddr_storage ss_local;
  struct sockaddr_storage ss_remote;
};

/* linux/tls.h, Linux 6.18. Only the first has no salt. */
struct kernel_tls_crypto_info {
  uint16_t version;
  uint16_t cipher_type;
};

struct kernel_tls12_crypto_info_chacha20_poly1305 {
  struct kernel_tls_crypto_info info;
  uint8_t iv[12];
  uint8_t key[32];
  uint8_t rec_seq[8];
};

#define KERNEL_TLS_CRYPTO_INFO(cipher, key_size)                                                   \
  struct kernel_tls12_crypto_info_##cipher {                                                       \
    struct kernel_tls_crypto_info info;                                                            \
    uint8_t iv[8];                                                                                 \
    uint8_t key[key_size];                                                                         \
    uint8_t salt[4];                                                                               \
    uint8_t rec_seq[8];                                                                            \
  }

KERNEL_TLS_CRYPTO_INFO(aes_gcm_128, 16);
KERNEL_TLS_CRYPTO_INFO(aes_gcm_256, 32);
KERNEL_TLS_CRYPTO_INFO(aes_ccm_128, 16);
KERNEL_TLS_CRYPTO_INFO(sm4_gcm, 16);
KERNEL_TLS_CRYPTO_INFO(sm4_ccm, 16);
KERNEL_TLS_CRYPTO_INFO(aria_gcm_128, 16);
KERNEL_TLS_CRYPTO_INFO(aria_gcm_256, 32);

/* linux/uio.h, which conflicts with sys/uio.h; since 6.12 */
struct kernel_dmabuf_cmsg {
  uint64_t frag_offset;
  uint32_t frag_size;
  uint32_t frag_token;
  uint32_t dmabuf_id;
  uint32_t flags;
};

/* linux/uio.h, since 6.12 */
struct kernel_dmabuf_token {
  uint32_t token_start;
  uint32_t token_count;
};

/* Its last field is of Linux 6.8. */
struct kernel_xdp_umem_reg {
  uint64_t addr;
  uint64_t len;
  uint32_t chunk_size;
  uint32_t headroom;
  uint32_t flags;
  uint32_t tx_metadata_len;
};

/* Of include/net/bluetooth/ in the kernel's source: there is no header for programs. */
struct kernel_sockaddr_l2 {
  uint16_t l2_family;
  uint16_t l2_psm; /* little-endian */
  uint8_t l2_bdaddr[6];
  uint16_t l2_cid; /* little-endian */
  uint8_t l2_bdaddr_type;
};

struct kernel_sockaddr_rc {
  uint16_t rc_family;
  uint8_t rc_bdaddr[6];
  uint8_t rc_channel;
};

struct kernel_sockaddr_hci {
  uint16_t hci_family;
  uint16_t hci_dev;
  uint16_t hci_channel;
};

struct kernel_sockaddr_sco {
  uint16_t sco_family;
  uint8_t sco_bdaddr[6];
};

struct kernel_sockaddr_iso_bc {
  uint8_t bc_bdaddr[6];
  uint8_t bc_bdaddr_type;
  uint8_t bc_sid;
  uint8_t bc_num_bis;
  uint8_t bc_bis[0x1f];
};

struct kernel_sockaddr_iso {
  uint16_t iso_family;
  uint8_t iso_bdaddr[6];
  uint8_t iso_bdaddr_type;
  struct kernel_sockaddr_iso_bc iso_bc[];
};

struct kernel_bt_security {
  uint8_t level;
  uint8_t key_size;
};

struct kernel_bt_power {
  uint8_t force_active;
};

struct kernel_bt_voice {
  uint16_t setting;
};

/* l2cap_conninfo, rfcomm_conninfo and sco_conninfo are the same */
struct kernel_bt_conninfo {
  uint16_t hci_handle;
  uint8_t dev_class[3];
};

struct kernel_l2cap_options {
  uint16_t omtu;
  uint16_t imtu;
  uint16_t flush_to;
  uint8_t mode;
  uint8_t fcs;
  uint8_t max_tx;
  uint16_t txwin_size;
};

struct kernel_sco_options {
  uint16_t mtu;
};

struct kernel_hci_ufilter {
  uint32_t type_mask;
  uint32_t event_mask[2];
  uint16_t opcode; /* little-endian */
};

struct kernel_can_raw_vcid_options {
  uint8_t flags;
  uint8_t tx_vcid;
  uint8_t rx_vcid;
  uint8_t rx_vcid_mask;
};

/* linux/sctp.h: newer than some headers. */
struct kernel_sctp_prinfo {
  uint16_t pr_policy;
  uint32_t pr_value;
};

struct kernel_sctp_authinfo {
  uint16_t auth_keynumber;
};

struct kernel_sctp_event {
  int32_t se_assoc_id;
  uint16_t se_type;
  uint8_t se_on;
};

struct kernel_sctp_event_subscribe {
  uint8_t sctp_data_io_event;
  uint8_t sctp_association_event;
  uint8_t sctp_address_event;
  uint8_t sctp_send_failure_event;
  uint8_t sctp_peer_error_event;
  uint8_t sctp_shutdown_event;
  uint8_t sctp_partial_delivery_event;
  uint8_t sctp_adaptation_layer_event;
  uint8_t sctp_authentication_event;
  uint8_t sctp_sender_dry_event;
  uint8_t sctp_stream_reset_event;
  uint8_t sctp_assoc_reset_event;
  uint8_t sctp_stream_change_event;
  uint8_t sctp_send_failure_event_event;
};

struct kernel_sctp_paddrparams {
  int32_t spp_assoc_id;
  struct sockaddr_storage spp_address;
  uint32_t spp_hbinterval;
  uint16_t spp_pathmaxrxt;
  uint32_t spp_pathmtu;
  uint32_t spp_sackdelay;
  uint32_t spp_flags;
  uint32_t spp_ipv6_flowlabel;
  uint8_t spp_dscp;
} __attribute__((packed, aligned(4)));

struct kernel_sctp_paddrthlds_v2 {
  int32_t spt_assoc_id;
  struct sockaddr_storage spt_address;
  uint16_t spt_pathmaxrxt;
  uint16_t spt_pathpfthld;
  uint16_t spt_pathcpthld;
};

struct kernel_sctp_udpencaps {
  int32_t sue_assoc_id;
  struct sockaddr_storage sue_address;
  uint16_t sue_port; /* network byte order */
};

struct kernel_sctp_probeinterval {
  int32_t spi_assoc_id;
  struct sockaddr_storage spi_address;
  uint32_t spi_interval;
};

struct kernel_sctp_sndinfo {
  uint16_t snd_sid;
  uint16_t snd_flags;
  uint32_t snd_ppid;
  uint32_t snd_context;
  int32_t snd_assoc_id;
};

struct kernel_sctp_rcvinfo {
  uint16_t rcv_sid;
  uint16_t rcv_ssn;
  uint16_t rcv_flags;
  uint32_t rcv_ppid;
  uint32_t rcv_tsn;
  uint32_t rcv_cumtsn;
  uint32_t rcv_context;
  int32_t rcv_assoc_id;
};

struct kernel_sctp_nxtinfo {
  uint16_t nxt_sid;
  uint16_t nxt_flags;
  uint32_t nxt_ppid;
  uint32_t nxt_length;
  int32_t nxt_assoc_id;
};

struct kernel_sctp_default_prinfo {
  int32_t pr_assoc_id;
  uint32_t pr_value;
  uint16_t pr_policy;
};

struct kernel_sctp_prstatus {
  int32_t sprstat_assoc_id;
  uint16_t sprstat_sid;
  uint16_t sprstat_policy;
  uint64_t sprstat_abandoned_unsent;
  uint64_t sprstat_abandoned_sent;
};

struct kernel_sctp_reset_streams {
  int32_t srs_assoc_id;
  uint16_t srs_flags;
  uint16_t srs_number_streams;
  uint16_t srs_stream_list[];
};

struct kernel_sctp_add_streams {
  int32_t sas_assoc_id;
  uint16_t sas_instrms;
  uint16_t sas_outstrms;
};

struct kernel_sctp_stream_value {
  int32_t assoc_id;
  uint16_t stream_id;
  uint16_t stream_value;
};

struct kernel_sctp_pdapi_event {
  uint16_t pdapi_type;
  uint16_t pdapi_flags;
  uint32_t pdapi_length;
  uint32_t pdapi_indication;
  int32_t pdapi_assoc_id;
  uint32_t pdapi_stream;
  uint32_t pdapi_seq;
};

struct kernel_sctp_stream_reset_event {
  uint16_t strreset_type;
  uint16_t strreset_flags;
  uint32_t strreset_length;
  int32_t strreset_assoc_id;
  uint16_t strreset_stream_list[];
};

struct kernel_sctp_assoc_reset_event {
  uint16_t assocreset_type;
  uint16_t assocreset_flags;
  uint32_t assocreset_length;
  int32_t assocreset_assoc_id;
  uint32_t assocreset_local_tsn;
  uint32_t assocreset_remote_tsn;
};

struct kernel_sctp_stream_change_event {
  uint16_t strchange_type;
  uint16_t strchange_flags;
  uint32_t strchange_length;
  int32_t strchange_assoc_id;
  uint16_t strchange_instrms;
  uint16_t strchange_outstrms;
};

struct kernel_sctp_send_failed_event {
  uint16_t ssf_type;
  uint16_t ssf_flags;
  uint32_t ssf_length;
  uint32_t ssf_error;
  struct kernel_sctp_sndinfo ssfe_info;
  int32_t ssf_assoc_id;
  uint8_t ssf_data[];
};

/* sctp_peeloff_flags_arg_t, which has no tag */
struct kernel_sctp_peeloff_flags_arg {
  int32_t associd;
  int32_t sd;
  uint32_t flags;
};

/* net/dccp/ccids/ of the kernel's source, for programs in no header */
struct kernel_tfrc_rx_info {
  uint32_t tfrcrx_x_recv;
  uint32_t tfrcrx_rtt;
  uint32_t tfrcrx_p;
};

struct kernel_tfrc_tx_info {
  uint64_t tfrctx_x;
  uint64_t tfrctx_x_recv;
  uint32_t tfrctx_x_calc;
  uint32_t tfrctx_rtt;
  uint32_t tfrctx_p;
  uint32_t tfrctx_rto;
  uint32_t tfrctx_ipi;
};

#endif
#endif
