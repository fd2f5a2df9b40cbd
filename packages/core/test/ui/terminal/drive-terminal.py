"""Runs a command in a terminal of its own and types into it.

Standard input: {"command": [...], "steps": [{"expect": "text", "send": "keys", "signal": "SIGUSR2", "hangUp": true}], "seconds": 10}
Each step waits for its text in what came since the last step, then acts. Standard output: {"output": ..., "code": ..., "missing": ...}
"""
import fcntl, json, os, pty, select, signal, struct, sys, termios, time

plan = json.load(sys.stdin)
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    os.execvp(plan["command"][0], plan["command"])

deadline = time.monotonic() + plan.get("seconds", 10)
output, seen, missing = "", 0, None


def read_some():
    """False when the terminal is closed or time is up."""
    global output
    ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
    if not ready:
        return False
    try:
        data = os.read(terminal, 65536)
    except OSError:
        return False
    output += data.decode("utf8", "replace")
    return data != b""


for step in plan["steps"]:
    while step["expect"] not in output[seen:]:
        if not read_some():
            missing = step["expect"]
            break
    if missing is not None:
        break
    seen = output.index(step["expect"], seen) + len(step["expect"])
    if "send" in step:
        os.write(terminal, step["send"].encode())
    if "signal" in step:
        os.kill(child, getattr(signal, step["signal"]))
    if step.get("hangUp"):
        os.close(terminal)
        terminal = None
        break

while terminal is not None and read_some():
    pass
code = None
while code is None and time.monotonic() < deadline:
    done, status = os.waitpid(child, os.WNOHANG)
    if done:
        code = os.waitstatus_to_exitcode(status)
    else:
        time.sleep(0.01)
if code is None:
    os.kill(child, signal.SIGKILL)
json.dump({"output": output, "code": code, "missing": missing}, sys.stdout)
