#!/bin/sh
# The first process in QEMU, from memory: mounts the files of the machine that runs it, makes a root,
# and continues there.
mount -t proc proc /proc
mount -t devtmpfs dev /dev
for module in $(cat /modules); do insmod "/$module"; done
mkdir /host /packages /ram /root
nine() { mount -t 9p -o "trans=virtio,version=9p2000.L,msize=512000,$1" "$2" "$3"; }
nine cache=loose,ro host /host
nine cache=loose,ro packages /packages
mount -t tmpfs -o size=75% ram /ram
mkdir /ram/upper /ram/work
mount -t overlay -o lowerdir=/packages:/host,upperdir=/ram/upper,workdir=/ram/work over /root
folder=$(dirname "$TASK")
mkdir -p "/root$folder"
nine cache=none results "/root$folder"
umount /proc /dev
exec switch_root /root "$PROJECT/tools/kernel/init.sh"
