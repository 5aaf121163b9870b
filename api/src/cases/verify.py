"""Verifies that each event is in the log of head.json, follows the one before it, and is what events.json shows.

Python 3, without packages. The signature of head.json is verified with OpenSSL: README.txt says how.
"""

import base64
import hashlib
import json
import sys


def read(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


def node(kind, *parts):
    return hashlib.sha256(bytes([kind]) + b"".join(parts)).digest()


def root_of(leaf, position, size, path):
    """The root to which a leaf and its path lead (RFC 9162 section 2.1.3.2), if they lead to one."""
    first, last, top = position, size - 1, leaf
    if not 0 <= first <= last:
        return None
    for step in map(bytes.fromhex, path):
        if last == 0:
            return None
        if first & 1 or first == last:
            top = node(1, step, top)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            top = node(1, top, step)
        first, last = first >> 1, last >> 1
    return top if last == 0 else None


def expect(holds, what):
    if not holds:
        sys.exit(f"IT DOES NOT HOLD: {what}")


head, proofs, shown, case = read("head.json"), read("proofs.json")["items"], read("events.json")["items"], read("case.json")
with open("log.pem") as pem:
    key = base64.b64decode("".join(line for line in pem.read().split("\n") if "-----" not in line))
expect(hashlib.sha256(key).hexdigest() == head["log"], "log.pem is the key of another log")
expect(proofs and len(proofs) == len(shown), "each event has a proof")
previous, waiting = None, 0
for item, event in zip(proofs, shown):
    sealed = base64.b64decode(item["event"])
    told, leaf = json.loads(sealed), node(0, sealed)
    place = f"event {told['sequence']}"
    expect(leaf.hex() == item["hash"] and told["previous"] == previous, f"{place} follows the one before it")
    expect(told["case"] == case["id"], f"{place} is of this case")
    same = ["sequence", "action", "from", "to", "role", "organisation"]
    expect(all(told[name] == event.get(name) for name in same), f"{place} is what events.json shows")
    duties = [[duty[name] for name in ("obligation", "rule", "change")] for duty in told["duties"]]
    expect(duties == [[duty[name] for name in ("obligation", "rule", "change")] for duty in event["duties"]], f"{place} has these duties")
    if item["by"]:
        text = json.dumps(item["by"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        expect(hashlib.sha256(text).hexdigest() == told["by"], f"{place} was done by whom it says")
    if item["path"] is None:
        waiting += 1
        print(f"{place}, {told['at']}: {told['action']}: not in the log yet")
    else:
        root = root_of(leaf, item["position"], head["size"], item["path"])
        expect(root is not None and root.hex() == head["root"], f"{place} is in the log")
        print(f"{place}, {told['at']}: {told['action']}: in the log at {item['position']}")
    previous = item["hash"]
print(f"{len(proofs) - waiting} events are in the log of {head['size']} events of {head['at']}, {waiting} wait. Now verify its signature.")
