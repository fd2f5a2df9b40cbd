# Sourced: `give_volume KIND WORK` mounts a fresh volume of a kind on WORK/here and a tmpfs on WORK/other; `take_volume WORK`
# takes both away. Root only. What a kind needs beside the kernel stands in realities.ts.
give_volume() {
  kind=$1 work=$2
  mkdir -p "$work/here" "$work/other"
  mount -t tmpfs -o size=256m fidelity "$work/other"
  case $kind in
    tmpfs) mount -t tmpfs -o size=256m fidelity "$work/here" ;;
    ext4) truncate -s 256M "$work/disk" && mkfs.ext4 -q -F "$work/disk" && mount -o loop "$work/disk" "$work/here" ;;
    xfs) truncate -s 400M "$work/disk" && mkfs.xfs -q "$work/disk" && mount -o loop "$work/disk" "$work/here" ;;
    btrfs) truncate -s 256M "$work/disk" && mkfs.btrfs -q "$work/disk" && mount -o loop "$work/disk" "$work/here" ;;
    overlay)
      mount -t tmpfs -o size=256m fidelity "$work/here"
      mkdir "$work/here/lower" "$work/here/upper" "$work/here/work"
      mount -t overlay -o "lowerdir=$work/here/lower,upperdir=$work/here/upper,workdir=$work/here/work" fidelity "$work/here"
      ;;
    ntfs)
      truncate -s 256M "$work/disk"
      loop=$(losetup -f --show "$work/disk")
      echo "$loop" > "$work/loop"
      mkfs.ntfs -q -f -F "$loop" 2> /dev/null
      lowntfs-3g -o windows_names,ignore_case "$loop" "$work/here"
      ;;
    smb) give_smb ;;
    nfs) give_nfs ;;
    *) echo "no such kind of volume: $kind" >&2; return 2 ;;
  esac
}

take_volume() {
  work=$1
  while mountpoint -q "$work/here"; do umount "$work/here" || umount -l "$work/here"; done
  [ ! -f "$work/loop" ] || losetup -d "$(cat "$work/loop")"
  umount "$work/other"
  rm -rf "$work/disk" "$work/loop" "$work/here" "$work/other"
}

# Samba on loopback and the kernel's client: in a guest, whose kernel has it.
give_smb() {
  mkdir -p "$work/smb" "$work/served"
  mount -t ext4 /dev/ubda "$work/served" || mount -t tmpfs fidelity "$work/served"
  cat > "$work/smb/conf" <<C
[global]
server role = standalone server
lock directory = $work/smb
state directory = $work/smb
cache directory = $work/smb
private dir = $work/smb
pid directory = $work/smb
ncalrpc dir = $work/smb/rpc
log file = $work/smb/log
interfaces = 127.0.0.1
bind interfaces only = yes
smb ports = 4455
map to guest = Bad User
guest account = root
disable netbios = yes
load printers = no
[data]
path = $work/served
read only = no
guest ok = yes
force user = root
C
  smbd -D -s "$work/smb/conf"
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    mount -t cifs //127.0.0.1/data "$work/here" -o "guest,sec=none,port=4455,vers=3.1.1,soft${SMB_OPTIONS:+,$SMB_OPTIONS}" 2> /dev/null && return 0
    sleep 0.3
  done
  return 1
}

give_nfs() {
  mkdir -p "$work/served" /var/lib/nfs
  mount -t tmpfs fidelity /var/lib/nfs
  touch /var/lib/nfs/rmtab /var/lib/nfs/etab /var/lib/nfs/xtab
  mkdir -p /var/lib/nfs/v4recovery
  mount -t ext4 /dev/ubda "$work/served" || mount -t tmpfs fidelity "$work/served"
  mount -t nfsd nfsd /proc/fs/nfsd
  echo 10 > /proc/fs/nfsd/nfsv4leasetime
  echo 10 > /proc/fs/nfsd/nfsv4gracetime
  exportfs -o rw,no_root_squash,insecure,fsid=0,async "127.0.0.1:$work/served"
  rpc.mountd -N2 -N3
  rpc.nfsd -N3 -V4 4
  echo Y > /proc/fs/nfsd/v4_end_grace
  mount -t nfs4 -o soft 127.0.0.1:/ "$work/here"
}
