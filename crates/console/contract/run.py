"""Tries the API of a running demo as every role, by its own description: no 5xx, nothing that the description does not allow.

    run.py URL PASSWORD    (an admin called `boss` with that password must be there; `st` lies beside this Python)

What there is to work on comes from the loop itself: questions in Teams in a box, tickets, a reply, a close, a draft.
"""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

URL, PASSWORD = sys.argv[1], sys.argv[2]
ROLES = ["agent", "editor", "manager", "auditor", "admin"]
# The schema of answers and headers, their status and media type. What a schema cannot say (a cursor is one that a list has given)
# would be taken for a fault by the checks of whether bad data is refused.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance"
# They sign out, or have no end.
LEFT_OUT = ["endSession", "followEvents"]


def send(method, path, body=None, cookie=None):
    """Sends JSON as a page of the desk does. The answer, and the cookie that it sets."""
    headers = {"Origin": URL, "Content-Type": "application/json"}
    if cookie:
        headers["Cookie"] = cookie
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data=data, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
        cookie = (answer.headers.get("Set-Cookie") or "").split(";")[0]
        return (json.loads(text) if text else None), cookie


def until(what, found):
    """Waits for something that comes by itself."""
    for _ in range(300):
        if found():
            return
        time.sleep(0.2)
    sys.exit(f"{what} did not come")


def sign_in(name):
    return send("POST", "/api/v1/session", {"name": name, "password": PASSWORD})[1]


def account_of(role):
    """No name that the description gives as an example: whoever is tried too often has to wait."""
    return f"tried-as-{role}"


def ask_for_a_person(question):
    world, _ = send("GET", "/box/api/world")
    chat = next(chat["id"] for chat in world["chats"] if chat["kind"] == "personal")
    asker = world["people"][0]["key"]
    for text in [question, "人と話したい"]:
        place = f"/box/api/chats/{urllib.parse.quote(chat, safe='')}/messages"
        send("POST", place, {"from": asker, "text": text})
        time.sleep(1)


def set_up(admin):
    """A ticket whose close is learned from, one that is open, and an account for every role."""
    items = lambda path: send("GET", f"/api/v1/{path}", cookie=admin)[0]["items"]
    ask_for_a_person("パソコンのファンが鳴り続けます。どうすれば止まりますか？")
    until("a ticket", lambda: items("tickets"))
    ticket = items("tickets")[0]["id"]
    reply = "ファンの掃除が必要です。情シスの窓口に持ち込んでください。予備機は申請書を出すと借りられます。"
    send("POST", f"/api/v1/tickets/{ticket}/messages", {"text": reply}, admin)
    send("POST", f"/api/v1/tickets/{ticket}/close", {}, admin)
    until("a draft", lambda: items("drafts"))
    ask_for_a_person("パソコンのキーが一つ外れました")
    until("another ticket", lambda: items("tickets?state=open"))
    for role in ROLES:
        send("POST", "/api/v1/accounts", {"name": account_of(role), "password": PASSWORD, "role": role}, admin)


def tried(who, cookie):
    """Whether everything that somebody sends is answered as described."""
    tool = [str(Path(sys.prefix) / "bin" / "st"), "run", f"{URL}/api/v1/openapi.json", "--no-color", "--checks", CHECKS]
    tool += ["--max-examples", "15", "--seed", "1", "--request-timeout", "30", "-H", f"Origin: {URL}"]
    tool += ["-H", f"Cookie: {cookie}"] if cookie else []
    tool += [word for name in LEFT_OUT for word in ("--exclude-operation-id", name)]
    run = subprocess.run(tool, capture_output=True, text=True, timeout=600, cwd=sys.prefix)
    last = [line for line in run.stdout.splitlines() if line.strip()][-1:]
    print(f"{who}: {' '.join(last).strip('= ')}", flush=True)
    if run.returncode != 0:
        print(run.stdout, run.stderr, sep="\n")
    return run.returncode == 0


def main():
    admin = sign_in("boss")
    set_up(admin)
    document, _ = send("GET", "/api/v1/openapi.json")
    operations = sum(1 for path in document["paths"].values() for method in path if method in ("get", "post", "patch", "delete"))
    print(f"{operations} operations, {len(ROLES) + 1} roles", flush=True)
    good = [tried("nobody", None)] + [tried(role, sign_in(account_of(role))) for role in ROLES]
    sys.exit(0 if all(good) else 1)


main()
