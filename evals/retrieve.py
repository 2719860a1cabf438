#!/usr/bin/env python3
"""Measures rankings against judged questions.

    madoguchi eval retrieve --faq FAQ --questions QUESTIONS > RANKED
    python3 evals/retrieve.py QUESTIONS RANKED

QUESTIONS: JSON lines with `id`, `text`, `relevant` (FAQ id: grade; grades 1 and 2 count as right) and, for questions of
which some have no answer in the base, `label` (`answerable` or `unanswerable`). RANKED: what `eval retrieve` printed.

Prints P@1 (share of questions whose first entry is right), MRR@10, nDCG@10 with linear gain (over questions that have
judged entries), how often each decision was made and how often an answer was right, and, where there are labels,
AUROC: how often an answerable question has the higher best confidence than an unanswerable one.
"""

import json
import math
import sys
from collections import Counter


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def ndcg(ids, relevant, depth=10):
    gains = [relevant.get(entry, 0) for entry in ids[:depth]]
    best = sorted(relevant.values(), reverse=True)[:depth]

    def discounted(values):
        return sum(gain / math.log2(at + 2) for at, gain in enumerate(values))

    return discounted(gains) / discounted(best)


def reciprocal_rank(ids, relevant, depth=10):
    return next((1 / (at + 1) for at, entry in enumerate(ids[:depth]) if relevant.get(entry, 0) > 0), 0)


def auroc(right, wrong):
    wins = sum((a > b) + (a == b) / 2 for a in right for b in wrong)
    return wins / (len(right) * len(wrong))


def mean(values):
    return sum(values) / len(values)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    questions = {row["id"]: row for row in read(sys.argv[1])}
    ranked = read(sys.argv[2])
    judged = [(questions[row["question_id"]], [entry["id"] for entry in row["ranked"]]) for row in ranked]
    judged = [(row["relevant"], ids) for row, ids in judged if row.get("relevant")]
    if judged:
        print(f"judged questions {len(judged)}")
        print(f"P@1     {mean([reciprocal_rank(ids, relevant, 1) for relevant, ids in judged]):.3f}")
        print(f"MRR@10  {mean([reciprocal_rank(ids, relevant) for relevant, ids in judged]):.3f}")
        print(f"nDCG@10 {mean([ndcg(ids, relevant) for relevant, ids in judged]):.3f}")
    decisions = Counter(row["decision"] for row in ranked)
    print("decisions " + ", ".join(f"{name} {count}" for name, count in sorted(decisions.items())))
    answers = [row for row in ranked if row["decision"] == "answer"]
    right = sum(questions[row["question_id"]]["relevant"].get(row["ranked"][0]["id"], 0) > 0 for row in answers)
    print(f"right among answers {right} of {len(answers)}")
    confidence = {"answerable": [], "unanswerable": []}
    for row in ranked:
        label = questions[row["question_id"]].get("label")
        if label:
            confidence[label].append(row["ranked"][0]["confidence"] if row["ranked"] else 0.0)
    if confidence["answerable"] and confidence["unanswerable"]:
        print(f"AUROC   {auroc(confidence['answerable'], confidence['unanswerable']):.3f}")


if __name__ == "__main__":
    main()
