#!/bin/sh
# The first process of user-mode Linux: makes a root, and continues there.
mount -t proc proc /proc
"$PACKAGES/bin/busybox" insmod "$OVERLAY"
mount -t tmpfs ram /mnt
mkdir /mnt/packages /mnt/upper /mnt/work /mnt/root
# A file system of its own: an overlay takes no layer that lies within another.
mount -t hostfs -o "ro,$PACKAGES" none /mnt/packages
mount -t overlay -o lowerdir=/mnt/packages:/,upperdir=/mnt/upper,workdir=/mnt/work over /mnt/root
folder=$(dirname "$TASK")
mkdir -p "/mnt/root$folder"
mount -t hostfs -o "$folder" none "/mnt/root$folder"
cd /mnt/root && mkdir -p old && pivot_root . old
exec chroot . "$PROJECT/tools/kernel/init.sh"
