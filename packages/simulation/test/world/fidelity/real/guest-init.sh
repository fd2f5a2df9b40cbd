#!/bin/sh
# The first process of the guest.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t proc proc /proc
mount -t sysfs s /sys
mount -t devtmpfs d /dev
for folder in /run /mnt /var/log /dev/shm; do mkdir -p "$folder" 2> /dev/null; mount -t tmpfs t "$folder"; done
mkdir -p /var/log/samba
ip link set lo up
mkdir -p /run/m/lib/modules
ln -s /usr/lib/uml/modules/* "/run/m/lib/modules/$(uname -r)"
printf '#!/bin/sh\nexec /usr/sbin/modprobe -d /run/m "$@"\n' > /run/modprobe
chmod +x /run/modprobe
echo /run/modprobe > /proc/sys/kernel/modprobe
for module in cifs nfs nfsd; do modprobe -d /run/m "$module"; done
. "$(sed -n 's/.*guest=\([^ ]*\).*/\1/p' /proc/cmdline)"
mkdir -p /mnt/out
mount -t hostfs none /mnt/out -o "$work/out"
. "$here/volumes.sh"
give_volume "$kind" /mnt/volume && command
echo "RC=$?"
echo o > /proc/sysrq-trigger
sleep 1
