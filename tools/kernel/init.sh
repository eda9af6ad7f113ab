#!/bin/sh
# The first process in a machine, once its root is mounted: the files of the machine that runs it,
# with the unpacked packages over them. What is written stays in memory, but for the folder of
# TASK, where the results go.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs ram /dev/shm
mount -t tmpfs ram /run
mount -t cgroup2 none /sys/fs/cgroup
mount -t bpf none /sys/fs/bpf
exec </dev/null >/dev/console 2>&1
stty -opost </dev/console
echo 1 >/proc/sys/kernel/printk
hostname machine
ulimit -n 65536

# Families, and what they need. Neither kernel has all of them.
modprobe -a -q \
  can-raw can-bcm can-gw can-j1939 can-isotp vcan vxcan tipc rds rds_tcp sctp dccp_ipv4 dccp_ipv6 \
  af_alg algif_hash algif_skcipher algif_aead algif_rng cbc ctr gcm ccm aes_generic ansi_cprng drbg \
  sha256_generic sha512_generic chacha20poly1305 authenc jitterentropy_rng \
  kcm tls vsock_loopback smc smc_diag qrtr bluetooth rfcomm hci_vhci xsk_diag \
  l2tp_ppp l2tp_ip l2tp_ip6 x25 ax25 netrom rose phonet pn_pep nfc nci caif_socket \
  ieee802154_socket fakelb mac802154 llc2 appletalk af_key rxrpc atm ipv6 \
  ip_tables ip6_tables iptable_nat ip6table_nat nf_conntrack nf_nat \
  sch_netem sch_prio sch_etf cls_u32 dummy veth tun ifb tcp_bbr tcp_vegas tcp_dctcp \
  tcp_diag udp_diag raw_diag inet_diag unix_diag netlink_diag af_packet_diag 2>/dev/null

# A rule of NAT, by which the kernel remembers connections, and a prefix on the loopback: some
# options need them.
iptables-legacy -t nat -A OUTPUT -d 203.0.113.1 -j DNAT --to-destination 127.0.0.1
ip6tables-legacy -t nat -A OUTPUT -d 2001:db8:1::1 -j DNAT --to-destination ::1
ip link set lo up
ip addr add 2001:db8::1/64 dev lo nodad

# Two Bluetooth adapters without radios, that reach each other. Sometimes the second does not come.
two_adapters() {
  btvirt -l2 >/dev/null 2>&1 &
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    hciconfig hci1 up pscan 2>/dev/null && hciconfig hci0 up && return
    sleep 0.5
  done
  kill $! && wait $!
  return 1
}
if [ -e /dev/vhci ]; then two_adapters || two_adapters || two_adapters; fi

cd "$PROJECT" && "$NODE" "$GUEST" "$TASK"
echo o >/proc/sysrq-trigger
sleep 30
