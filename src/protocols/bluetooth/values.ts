import { numbers } from '../numbers.ts'

/** Protocols of AF_BLUETOOTH, for socket(2). */
export const BLUETOOTH_PROTOCOLS = /* @__PURE__ */ numbers({
  /** Audio and video distribution; no kernel has it. */
  BTPROTO_AVDTP: { linux: 7 },
  /** Network encapsulation; only for ioctl(2). */
  BTPROTO_BNEP: { linux: 4 },
  /** CAPI; only for ioctl(2). */
  BTPROTO_CMTP: { linux: 5 },
  /** The adapters of this machine; SOCK_RAW. */
  BTPROTO_HCI: { linux: 1 },
  /** Input devices; only for ioctl(2). */
  BTPROTO_HIDP: { linux: 6 },
  /** Isochronous streams of LE; SOCK_SEQPACKET. Linux 6.0. */
  BTPROTO_ISO: { linux: 8 },
  /** Channels; SOCK_SEQPACKET, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW. */
  BTPROTO_L2CAP: { linux: 0 },
  /** Serial lines; SOCK_STREAM, SOCK_RAW. */
  BTPROTO_RFCOMM: { linux: 3 },
  /** Voice; SOCK_SEQPACKET. */
  BTPROTO_SCO: { linux: 2 },
})

/** Values of the addresses and options of AF_BLUETOOTH. */
export const BLUETOOTH_VALUES = /* @__PURE__ */ numbers({
  /** Type of an address: BR/EDR. */
  BDADDR_BREDR: { linux: 0 },
  /** Type of an address: LE, public. */
  BDADDR_LE_PUBLIC: { linux: 1 },
  /** Type of an address: LE, random. */
  BDADDR_LE_RANDOM: { linux: 2 },
  /** BT_CHANNEL_POLICY: high speed if available. */
  BT_CHANNEL_POLICY_AMP_PREFERRED: { linux: 2 },
  /** BT_CHANNEL_POLICY: no high speed, the default. */
  BT_CHANNEL_POLICY_BREDR_ONLY: { linux: 0 },
  /** BT_CHANNEL_POLICY: high speed if the peer requests it. */
  BT_CHANNEL_POLICY_BREDR_PREFERRED: { linux: 1 },
  /** BT_MODE: without retransmission. */
  BT_MODE_BASIC: { linux: 0 },
  /** BT_MODE: with retransmission. */
  BT_MODE_ERTM: { linux: 1 },
  /** BT_MODE: credits, of LE and BR/EDR. */
  BT_MODE_EXT_FLOWCTL: { linux: 4 },
  /** BT_MODE: credits, of LE. */
  BT_MODE_LE_FLOWCTL: { linux: 3 },
  /** BT_MODE: numbered packets without retransmission. */
  BT_MODE_STREAMING: { linux: 2 },
  /** BT_PHY: basic rate, packets of one slot. */
  BT_PHY_BR_1M_1SLOT: { linux: 0x0001 },
  /** BT_PHY: basic rate, packets of three slots. */
  BT_PHY_BR_1M_3SLOT: { linux: 0x0002 },
  /** BT_PHY: basic rate, packets of five slots. */
  BT_PHY_BR_1M_5SLOT: { linux: 0x0004 },
  /** BT_PHY: 2 Mbit/s, packets of one slot. */
  BT_PHY_EDR_2M_1SLOT: { linux: 0x0008 },
  /** BT_PHY: 2 Mbit/s, packets of three slots. */
  BT_PHY_EDR_2M_3SLOT: { linux: 0x0010 },
  /** BT_PHY: 2 Mbit/s, packets of five slots. */
  BT_PHY_EDR_2M_5SLOT: { linux: 0x0020 },
  /** BT_PHY: 3 Mbit/s, packets of one slot. */
  BT_PHY_EDR_3M_1SLOT: { linux: 0x0040 },
  /** BT_PHY: 3 Mbit/s, packets of three slots. */
  BT_PHY_EDR_3M_3SLOT: { linux: 0x0080 },
  /** BT_PHY: 3 Mbit/s, packets of five slots. */
  BT_PHY_EDR_3M_5SLOT: { linux: 0x0100 },
  /** BT_PHY: LE at 1 Mbit/s, receiving. */
  BT_PHY_LE_1M_RX: { linux: 0x0400 },
  /** BT_PHY: LE at 1 Mbit/s, sending. */
  BT_PHY_LE_1M_TX: { linux: 0x0200 },
  /** BT_PHY: LE at 2 Mbit/s, receiving. */
  BT_PHY_LE_2M_RX: { linux: 0x1000 },
  /** BT_PHY: LE at 2 Mbit/s, sending. */
  BT_PHY_LE_2M_TX: { linux: 0x0800 },
  /** BT_PHY: LE, coded for a long range, receiving. */
  BT_PHY_LE_CODED_RX: { linux: 0x4000 },
  /** BT_PHY: LE, coded for a long range, sending. */
  BT_PHY_LE_CODED_TX: { linux: 0x2000 },
  /** BT_SECURITY: as the next, with algorithms of FIPS 140. Linux 3.15. */
  BT_SECURITY_FIPS: { linux: 4 },
  /** BT_SECURITY: encrypted, and protected against a man in the middle. */
  BT_SECURITY_HIGH: { linux: 3 },
  /** BT_SECURITY: none required, the default. */
  BT_SECURITY_LOW: { linux: 1 },
  /** BT_SECURITY: encrypted. */
  BT_SECURITY_MEDIUM: { linux: 2 },
  /** BT_SECURITY: none at all, for service discovery. */
  BT_SECURITY_SDP: { linux: 0 },
  /** BT_VOICE: CVSD of 16 bits, coded by the adapter. */
  BT_VOICE_CVSD_16BIT: { linux: 0x0060 },
  /** BT_VOICE: transparent bytes. */
  BT_VOICE_TRANSPARENT: { linux: 0x0003 },
  /** BT_VOICE: transparent, 16 bits at a time. Linux 6.14. */
  BT_VOICE_TRANSPARENT_16BIT: { linux: 0x0063 },
  /** Channel of HCI: management. */
  HCI_CHANNEL_CONTROL: { linux: 3 },
  /** Channel of HCI: what is written is logged by monitors. Linux 4.6. */
  HCI_CHANNEL_LOGGING: { linux: 4 },
  /** Channel of HCI: packets of all adapters, for monitoring. */
  HCI_CHANNEL_MONITOR: { linux: 2 },
  /** Channel of HCI: packets of one adapter, shared with the kernel. */
  HCI_CHANNEL_RAW: { linux: 0 },
  /** Channel of HCI: one adapter, instead of the kernel. */
  HCI_CHANNEL_USER: { linux: 1 },
  /** No adapter. */
  HCI_DEV_NONE: { linux: 0xffff },
})

/** Flags of L2CAP_LM. */
export const L2CAP_LINK_MODES = /* @__PURE__ */ numbers({
  /** L2CAP_LM: authenticated. */
  L2CAP_LM_AUTH: { linux: 0x0002 },
  /** L2CAP_LM: encrypted. */
  L2CAP_LM_ENCRYPT: { linux: 0x0004 },
  /** L2CAP_LM: with algorithms of FIPS 140. */
  L2CAP_LM_FIPS: { linux: 0x0040 },
  /** L2CAP_LM: this side is the central one. */
  L2CAP_LM_MASTER: { linux: 0x0001 },
  /** L2CAP_LM: reliable. */
  L2CAP_LM_RELIABLE: { linux: 0x0010 },
  /** L2CAP_LM: protected against a man in the middle. */
  L2CAP_LM_SECURE: { linux: 0x0020 },
  /** L2CAP_LM: the peer is trusted. */
  L2CAP_LM_TRUSTED: { linux: 0x0008 },
})

/** Flags of RFCOMM_LM. */
export const RFCOMM_LINK_MODES = /* @__PURE__ */ numbers({
  /** RFCOMM_LM: authenticated. */
  RFCOMM_LM_AUTH: { linux: 0x0002 },
  /** RFCOMM_LM: encrypted. */
  RFCOMM_LM_ENCRYPT: { linux: 0x0004 },
  /** RFCOMM_LM: with algorithms of FIPS 140. */
  RFCOMM_LM_FIPS: { linux: 0x0040 },
  /** RFCOMM_LM: this side is the central one. */
  RFCOMM_LM_MASTER: { linux: 0x0001 },
  /** RFCOMM_LM: reliable. */
  RFCOMM_LM_RELIABLE: { linux: 0x0010 },
  /** RFCOMM_LM: protected against a man in the middle. */
  RFCOMM_LM_SECURE: { linux: 0x0020 },
  /** RFCOMM_LM: the peer is trusted. */
  RFCOMM_LM_TRUSTED: { linux: 0x0008 },
})

/** Values of addresses and options of L2CAP and RFCOMM. */
export const L2CAP_VALUES = /* @__PURE__ */ numbers({
  /** Fixed channel: attributes of LE. */
  L2CAP_CID_ATT: { linux: 0x0004 },
  /** Fixed channel: without connections. */
  L2CAP_CID_CONN_LESS: { linux: 0x0002 },
  /** Fixed channel: signalling of LE. */
  L2CAP_CID_LE_SIGNALING: { linux: 0x0005 },
  /** Fixed channel: signalling. */
  L2CAP_CID_SIGNALING: { linux: 0x0001 },
  /** Fixed channel: security manager of LE. */
  L2CAP_CID_SMP: { linux: 0x0006 },
  /** Fixed channel: security manager of BR/EDR. */
  L2CAP_CID_SMP_BREDR: { linux: 0x0007 },
  /** L2CAP_OPTIONS: packets have a checksum. */
  L2CAP_FCS_CRC16: { linux: 1 },
  /** L2CAP_OPTIONS: packets have no checksum. */
  L2CAP_FCS_NONE: { linux: 0 },
  /** L2CAP_OPTIONS: without retransmission. */
  L2CAP_MODE_BASIC: { linux: 0 },
  /** L2CAP_OPTIONS: with retransmission. */
  L2CAP_MODE_ERTM: { linux: 3 },
  /** L2CAP_OPTIONS: numbered packets without retransmission. */
  L2CAP_MODE_STREAMING: { linux: 4 },
  /** PSM: the highest dynamic one. */
  L2CAP_PSM_DYN_END: { linux: 0xffff },
  /** PSM: the lowest dynamic one; its lowest byte is odd. */
  L2CAP_PSM_DYN_START: { linux: 0x1001 },
  /** PSM of LE: the highest dynamic one. */
  L2CAP_PSM_LE_DYN_END: { linux: 0x00ff },
  /** PSM of LE: the lowest dynamic one. */
  L2CAP_PSM_LE_DYN_START: { linux: 0x0080 },
  /** PSM: RFCOMM. */
  L2CAP_PSM_RFCOMM: { linux: 0x0003 },
  /** PSM: service discovery. */
  L2CAP_PSM_SDP: { linux: 0x0001 },
})
