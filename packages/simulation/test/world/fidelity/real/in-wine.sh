#!/bin/bash
# in-wine.sh PREFIX NODE WORK SECONDS SCRIPT OUT: runs a script by the Windows Node under wine, WORK/here as T: and WORK/other as
# S:. Its output goes to files: on a pipe it ends at its first line.
set -eu
prefix=$1 node=$2 work=$3 seconds=$4 script=$5 out=$6
export WINEDEBUG=-all WINEARCH=win64 WINEPREFIX=$prefix
unset DISPLAY
if [ ! -d "$prefix/dosdevices" ]; then
  wineboot -i > /dev/null 2>&1
  # It says that it is Windows 7 otherwise, on which Node does not start.
  wine reg add 'HKCU\Software\Wine' /v Version /d win10 /f > /dev/null 2>&1
  wineserver -w
fi
ln -sfn "$work/here" "$prefix/dosdevices/t:"
ln -sfn "$work/other" "$prefix/dosdevices/s:"
code=0
timeout "$seconds" wine "$node" "Z:${script//\//\\}" 'T:\' 'S:\' "Z:${out//\//\\}" > "$out.log" 2>&1 < /dev/null || code=$?
wineserver -w || true
[ "$code" = 0 ] || { tail -20 "$out.log" >&2; exit "$code"; }
