#!/bin/bash
# on-volume.sh KIND WORK COMMAND…: runs a command that finds a volume of a kind at WORK/here and another device at WORK/other.
set -eu
. "$(dirname "$0")/volumes.sh"
kind=$1 work=$2
shift 2
mkdir -p "$work"
trap 'take_volume "$work"' EXIT
give_volume "$kind" "$work"
"$@"
