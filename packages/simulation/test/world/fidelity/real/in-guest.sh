#!/bin/bash
# in-guest.sh KIND WORK SECONDS COMMAND…: the same in user-mode Linux, whose kernel has SMB and NFS. The guest sees the host's
# files read-only; what the command writes into WORK/out is found there afterwards. VOLUME_SIZE and GUEST_MEMORY: for more.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kind=$1 work=$2 seconds=$3
shift 3
mkdir -p "$work/out"
truncate -s "${VOLUME_SIZE:-256M}" "$work/served.img"
mkfs.ext4 -q -F "$work/served.img"
printf 'kind=%q work=%q here=%q\ncommand() { ' "$kind" "$work" "$here" > "$work/guest.env"
printf '%q ' "$@" >> "$work/guest.env"
printf ';}\n' >> "$work/guest.env"
# A session of its own, so that a guest that hangs is ended by its own group. Its output goes to a file: a pipe is held open.
setsid linux.uml mem="${GUEST_MEMORY:-1G}" root=/dev/root rootfstype=hostfs hostfs=/ ro quiet con=null con0=fd:0,fd:1 \
  init="$here/guest-init.sh" guest="$work/guest.env" ubda="$work/served.img" < /dev/null > "$work/guest.log" 2>&1 &
guest=$!
( sleep "$seconds"; kill -9 -- "-$guest" ) > /dev/null 2>&1 &
watch=$!
wait "$guest" || true
kill "$watch" 2> /dev/null || true
kill -9 -- "-$guest" 2> /dev/null || true
rm -f "$work/served.img"
grep -q '^RC=0' "$work/guest.log" || { tail -20 "$work/guest.log" >&2; exit 1; }
