#!/usr/bin/env python3
"""Talks for `learn.py`, made of public data sets.

    talks.py irc FILE         Ubuntu IRC, messages with links to what they answer: conversations whose opener is the
                              requester and whose others are agents. Two that follow each other make a talk, whose drafts
                              must not mix them ("pure" in the figures of --pure)
    talks.py irc-names FILE   the same conversations one by one: are nicknames left?
    talks.py multidogo FILE…  turns of customers, each followed by one and the same answer: a turn that states what the
                              customer wants must give a draft, small talk must not
    talks.py asdc FILE        sentences of customers of a booking desk, in Japanese, in the same way
    talks.py pure TALKS DRAFTS  how many drafts of `talks.py irc` rest on one conversation alone

Writes JSON lines as learn.py reads them.
"""

import json
import sys

ANSWERS = {
    "en": "Open the portal, choose Requests and press New; it takes two days.",
    "ja": "ポータルの「申請」を開いて、「新規」を押してください。2日ほどで反映されます。",
}
SMALL_TALK = {"openinggreeting", "closinggreeting", "thankyou", "confirmation", "rejection"}


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def conversations(rows):
    """Connected messages of a log, in order; those in which somebody else answered the opener."""
    by_log = {}
    for row in rows:
        by_log.setdefault(row["log"], {})[row["n"]] = row
    for log, lines in by_log.items():
        first = {}
        talks = {}
        for n in sorted(lines):
            row = lines[n]
            if row["kind"] != "msg" or row.get("context"):
                continue
            answered = [at for at in row.get("reply_to") or [] if at != n and at in first]
            first[n] = first[answered[0]] if answered else n
            talks.setdefault(first[n], []).append(row)
        for start, talk in talks.items():
            opener = talk[0]["who"]
            others = [row for row in talk if row["who"] != opener]
            if len(talk) >= 4 and others:
                yield f"{log}-{start}", opener, talk


def messages(opener, talk):
    return [
        {"from": "requester" if row["who"] == opener else "agent", "name": row["who"], "text": row["text"]} for row in talk
    ]


def labelled(id, kind, messages, drafts):
    return {"id": id, "kind": kind, "messages": messages, "drafts": drafts, "chat": [], "personal": []}


def irc(path):
    found = list(conversations(read(path)))
    for (id, opener, talk), (_, next_opener, next_talk) in zip(found[::2], found[1::2]):
        lines = messages(opener, talk) + messages(next_opener, next_talk)
        line = labelled(id, "irc", lines, [])
        line["seam"] = len(talk)
        yield line


def irc_names(path):
    for id, opener, talk in conversations(read(path)):
        yield labelled(id, "irc", messages(opener, talk), [])


def asked(id, text, language, kind, is_request):
    lines = [
        {"from": "requester", "text": text},
        {"from": "agent", "text": ANSWERS[language]},
    ]
    draft = {"evidence": [0, 1], "optional": [], "keep": []}
    return labelled(id, kind, lines, [draft] if is_request else [])


def multidogo(paths):
    for path in paths:
        for row in read(path):
            small = set(row["labels"]) <= SMALL_TALK
            if small or row["request"]:
                id = f"{row['dialogue']}-{row['turn']}"
                yield asked(id, row["text"], "en", "small talk" if small else "request", row["request"])


def asdc(path):
    for row in read(path):
        for said in row["utterances"]:
            small = said["act"] in ("yes", "no", "impression")
            if small or said["act"] in ("request", "question"):
                id = f"{row['dialogue']}-{said['n']}"
                yield asked(id, said["text"], "ja", said["act"], not small)


def pure(talks, drafts):
    seams = {talk["id"]: talk["seam"] for talk in read(talks)}
    all_drafts = mixed = 0
    for line in read(drafts):
        for draft in line["drafts"]:
            sides = {at < seams[line["id"]] for at in draft["evidence"]}
            all_drafts += 1
            mixed += len(sides) > 1
    print(f"pure {1 - mixed / max(all_drafts, 1):.3f} of {all_drafts} drafts of {len(seams)} talks")


def main():
    made = {"irc": irc, "irc-names": irc_names, "asdc": asdc}
    what, paths = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    if what == "pure" and len(paths) == 2:
        pure(*paths)
        return
    if what == "multidogo" and paths:
        lines = multidogo(paths)
    elif what in made and len(paths) == 1:
        lines = made[what](paths[0])
    else:
        sys.exit(__doc__)
    for line in lines:
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
