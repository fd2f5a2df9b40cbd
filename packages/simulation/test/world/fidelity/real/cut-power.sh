#!/bin/bash
# cut-power.sh KIND WORK COMMAND…: runs a command that finds a volume of a kind (ext4, xfs, btrfs) at WORK/here, whose disk is the file
# WORK/host/disk, which can be copied by reflink: what a power cut would leave of it.
set -eu
kind=$1 work=$2
shift 2
mkdir -p "$work/host" "$work/here"
finish() {
  for place in cut here host; do
    while mountpoint -q "$work/$place"; do umount "$work/$place" || umount -l "$work/$place"; done
  done
  rm -rf "$work/host.img" "$work/cut" "$work/here" "$work/host"
}
trap finish EXIT
truncate -s 3G "$work/host.img"
mkfs.xfs -q -m reflink=1 "$work/host.img"
mount -o loop "$work/host.img" "$work/host"
case $kind in
  ext4) truncate -s 128M "$work/host/disk" && mkfs.ext4 -q -F "$work/host/disk" ;;
  btrfs) truncate -s 256M "$work/host/disk" && mkfs.btrfs -q "$work/host/disk" ;;
  xfs) truncate -s 320M "$work/host/disk" && mkfs.xfs -q "$work/host/disk" ;;
esac
mount -o loop "$work/host/disk" "$work/here"
"$@"
