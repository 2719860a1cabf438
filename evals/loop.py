#!/usr/bin/env python3
"""Replays a stream of questions against a program and counts what it gets right.

    python3 evals/loop.py QUESTIONS [--faq FAQ] [--registered] [--reported] -- PROGRAM ARGUMENT...

QUESTIONS: JSON lines with `text` and `gold` (an answer id, or null for a question that nothing should answer) or
`gold_any` (several ids). FAQ: JSON lines with `id`, `question`, `answer`; its texts are taught with the answer.
PROGRAM speaks JSON lines: reset, ask, teach (see evals/README.md).

One question at a time: the program answers with an id or hands over. What it hands over is answered by a person and
taught, unless nothing should answer it. A wrong answer stays unnoticed; with --reported it is noticed and taught.
--registered teaches the whole FAQ before the first question.
"""

import argparse
import json
import subprocess
import sys


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class Program:
    """A program that answers each line with a line."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def say(self, **step):
        self.process.stdin.write(json.dumps(step, ensure_ascii=False) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"the program ended at {step}")
        reply = json.loads(line)
        if "error" in reply:
            sys.exit(f"the program refused {step}: {reply['error']}")
        return reply

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def right_answers(row):
    if "gold_any" in row:
        return row["gold_any"]
    return [row["gold"]] if row.get("gold") is not None else []


def replay(program, questions, faq, registered, reported):
    """Gives for each question: correct, wrong or handed over."""
    official = {row["id"]: row for row in faq}

    def teach(text, answer_id):
        row = official.get(answer_id, {})
        known = {key: row[key] for key in ("question", "answer") if row.get(key)}
        program.say(op="teach", text=text, id=answer_id, **known)

    program.say(op="reset")
    if registered:
        for row in faq:
            teach(row["question"], row["id"])
    for row in questions:
        right = right_answers(row)
        answer = program.say(op="ask", text=row["text"]).get("answer")
        if answer is None:
            outcome = "handed over"
        else:
            outcome = "correct" if answer in right else "wrong"
        if right and (outcome == "handed over" or (outcome == "wrong" and reported)):
            teach(row["text"], right[0])
        yield outcome


def line(name, outcomes):
    count = len(outcomes)
    correct, wrong = outcomes.count("correct"), outcomes.count("wrong")
    share = 100 * wrong / max(correct + wrong, 1)
    rest = count - correct - wrong
    cells = [name] + [f"{100 * part / count:.1f}" for part in (correct, wrong, rest)] + [f"{share:.1f}"]
    return "| " + " | ".join(cells) + " |"


def main():
    arguments = sys.argv[1:]
    if "--" not in arguments:
        sys.exit(__doc__)
    at = arguments.index("--")
    parser = argparse.ArgumentParser()
    parser.add_argument("questions")
    parser.add_argument("--faq")
    parser.add_argument("--registered", action="store_true")
    parser.add_argument("--reported", action="store_true")
    options = parser.parse_args(arguments[:at])
    questions = read(options.questions)
    faq = read(options.faq) if options.faq else []
    program = Program(arguments[at + 1 :])
    outcomes = list(replay(program, questions, faq, options.registered, options.reported))
    program.close()
    size = 500 if len(outcomes) > 1000 else 100
    print("| questions | correct % | wrong % | handed over % | wrong among answered % |")
    print("|---|---|---|---|---|")
    for start in range(0, len(outcomes), size):
        block = outcomes[start : start + size]
        print(line(f"{start + 1}-{start + len(block)}", block))
    print(line("all", outcomes))


if __name__ == "__main__":
    main()
