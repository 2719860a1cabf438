#!/usr/bin/env python3
"""How good are the drafts that learning makes of talks?

    learn.py TALKS DRAFTS [--faults] [--json]

TALKS: JSON lines {"id", "messages": [{"from", "name", "text"}], "drafts": [{"evidence", "optional", "keep"}], "chat",
"personal"}, where
- drafts: what there is to learn, in order; [] where nothing is reusable. evidence: indexes of the messages that ask or
  answer, from 0; optional: those that may be counted or not (the agent asks back, the requester answers that); keep:
  texts that must stand in the draft
- chat: small talk, talk about the talk, what was done for this person: must stand in no draft
- personal: personal data of others: must stand in no draft; names of those who speak are taken from "name"

DRAFTS: what `madoguchi eval learn` writes for them, {"id", "drafts": [{"question", "answer", "evidence"}]}.

Printed, each with the number of talks or texts it rests on:
- evidence: F1 of the messages that drafts rest on, each expected draft beside the one that shares most with it; talks
  with something to learn
- number: share of talks with as many drafts as expected
- silent: share of the talks without anything reusable that give no draft
- found: share of the talks with something to learn that give a draft
- chat: share of the talks with something to learn in whose drafts any small talk is left
- kept: share of the texts to keep that stand in their draft
- personal, participants: share of the texts of others, and of names of those who speak, that are left in a draft
- talks: share of all talks without any fault in these
"""

import argparse
import json
import re
import sys


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def is_latin(text):
    return all(ord(letter) < 0x250 for letter in text)


def stands_in(part, text):
    """Whether a name or number stands in a text; in Latin letters as whole words."""
    if not is_latin(part):
        return part in text
    return re.search(r"(?<![A-Za-z0-9])" + re.escape(part) + r"(?![A-Za-z0-9])", text) is not None


def names(talk):
    """Full names of those who speak and their parts; a part of one kanji stands in ordinary words."""
    found = set()
    for message in talk["messages"]:
        name = message.get("name")
        if name:
            parts = name.split()
            found.update([name, "".join(parts)] + [part for part in parts if len(part) > 1])
    return sorted(found)


def plain(text):
    return re.sub(r"\s+", " ", text.lower().replace("’", "'")).strip(" .。!！?？,、…")


def is_left(chat, text, known):
    """Whether small talk is left: its longest part without names stands in the text; a short one as a sentence of its own."""
    parts = [chat]
    for name in sorted(known, key=len, reverse=True):
        parts = [piece for part in parts for piece in part.split(name)]
    part = plain(max(parts, key=len))
    text = plain(text)
    if len(part) < (6 if is_latin(part) else 3) and not part.isalpha():
        return False
    if len(part) >= (14 if is_latin(part) else 8):
        return part in text
    return re.search(r"(?:^|[.。!！?？,、…:;\n] ?)" + re.escape(part) + r"(?:$|[.。!！?？,、…:;\n])", text) is not None


def match(expected, got):
    """For each expected draft the produced one that shares most messages with it, or None."""
    free = set(range(len(got)))
    pairs = []
    for place, draft in enumerate(expected):
        shared = lambda at: len(set(got[at]["evidence"]) & set(draft["evidence"]))
        best = max(sorted(free), key=shared, default=None)
        if best is not None and shared(best) > 0:
            free.discard(best)
            pairs.append((place, best))
    return dict(pairs), free


class Tally:
    def __init__(self):
        self.shares = {}

    def add(self, name, hit, of=1):
        hits, all_of = self.shares.get(name, (0, 0))
        self.shares[name] = (hits + hit, all_of + of)

    def share(self, name):
        hits, all_of = self.shares.get(name, (0, 0))
        return hits / all_of if all_of else None


def measure(talks, drafts):
    tally = Tally()
    true = wrong = missed = 0
    faults = []
    for talk in talks:
        got = drafts[talk["id"]]
        expected = talk["drafts"]
        found = []
        tally.add("number", len(got) == len(expected))
        if len(got) != len(expected):
            found.append(f"{len(got)} drafts, not {len(expected)}")
        tally.add("found" if expected else "silent", bool(got) == bool(expected))
        pairs, rest = match(expected, got)
        if expected:
            for place, draft in enumerate(expected):
                lines = set(got[pairs[place]]["evidence"]) if place in pairs else set()
                gold = set(draft["evidence"])
                true += len(lines & gold)
                extra = lines - gold - set(draft["optional"])
                wrong += len(extra)
                missed += len(gold - lines)
                if extra or gold - lines:
                    found.append(f"draft {place}: evidence {sorted(lines)}, not {sorted(gold)}")
                text = got[pairs[place]]["question"] + "\n" + got[pairs[place]]["answer"] if place in pairs else ""
                for keep in draft["keep"]:
                    tally.add("kept", keep in text)
                    if keep not in text:
                        found.append(f"draft {place} lacks {keep}")
            wrong += sum(len(got[place]["evidence"]) for place in rest)
        text = "\n".join(draft["question"] + "\n" + draft["answer"] for draft in got)
        known = names(talk) + talk["personal"]
        left = [chat for chat in talk["chat"] if is_left(chat, text, known)]
        if expected:
            tally.add("chat", bool(left))
        found += [f"chat left: {chat}" for chat in left]
        for kind, parts in (("personal", talk["personal"]), ("participants", names(talk))):
            for part in parts:
                tally.add(kind, stands_in(part, text))
                if stands_in(part, text):
                    found.append(f"{kind} left: {part}")
        tally.add("talks", not found)
        if found:
            faults.append((talk, got, found))
    both = 2 * true + wrong + missed
    figures = {"evidence": (2 * true / both if both else None, both)}
    for name in ["number", "silent", "found", "chat", "kept", "personal", "participants", "talks"]:
        figures[name] = (tally.share(name), tally.shares.get(name, (0, 0))[1])
    return figures, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("talks")
    parser.add_argument("drafts")
    parser.add_argument("--faults", action="store_true", help="every talk with a fault, and what is wrong with it")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object, each with its number")
    options = parser.parse_args()
    talks = read(options.talks)
    drafts = {line["id"]: line["drafts"] for line in read(options.drafts)}
    missing = [talk["id"] for talk in talks if talk["id"] not in drafts]
    if missing:
        sys.exit(f"no line for {len(missing)} talks, {missing[0]} the first")
    figures, faults = measure(talks, drafts)
    if options.faults:
        for talk, got, found in faults:
            print(f"{talk['id']} ({talk.get('kind', '')})")
            for at, message in enumerate(talk["messages"]):
                print(f"    {at} {message['from'][0]} {message['text']}")
            for draft in got:
                print(f"    Q {draft['question']}\n    A {draft['answer']}\n      {draft['evidence']}")
            for fault in found:
                print(f"    ! {fault}")
    if options.json:
        print(json.dumps({name: {"value": value, "of": of} for name, (value, of) in figures.items()}))
    else:
        for name, (value, of) in figures.items():
            print(f"{name:13}{'-' if value is None else f'{value:.3f}':>6}  of {of}")


if __name__ == "__main__":
    main()
