#ifndef STRUCTS_H
#define STRUCTS_H

/* Structs of the kernel as it is now, where headers lack them or have fewer fields. A struct that
   some header has begins with kernel_ here; test/layouts.test.ts compares the two. */

#ifdef __linux__
#include <stdint.h>

/* Bluetooth has no header of the kernel for programs: include/net/bluetooth/ of its source. */
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

#endif
#endif
