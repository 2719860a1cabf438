// Cards in the shapes of the help desk's, for the mock: enough of each to see it drawn and pressed.

export const CARD = "application/vnd.microsoft.card.adaptive";

const text = (words, more = {}) => ({ type: "TextBlock", text: words, wrap: true, ...more });
const rich = (words, run = {}, more = {}) => ({ type: "RichTextBlock", ...more, inlines: [{ type: "TextRun", text: words, ...run }] });
const heading = (words) => rich(words, { weight: "Bolder", size: "Medium" });
const small = { isSubtle: true, size: "Small" };
const execute = (title, verb, data = {}, more = {}) => ({
  type: "Action.Execute", title, verb, data, fallback: { type: "Action.Submit", title, data: { verb, ...data } }, ...more,
});
const buttons = (...actions) => ({ type: "ActionSet", actions });
const card = (body, more = {}) => ({ type: "AdaptiveCard", version: "1.5", body, ...more });
const wide = { msteams: { width: "Full" } };
const alone = { associatedInputs: "none" };

/** A field with its button beside it. */
const field = (input, action) => ({
  type: "ColumnSet",
  columns: [
    { type: "Column", width: "stretch", items: [input] },
    { type: "Column", width: "auto", verticalContentAlignment: "Bottom", items: [buttons(action)] },
  ],
});
const choice = (id, label, choices, more = {}) => ({ type: "Input.ChoiceSet", id, label, style: "compact", choices, ...more });

const askPerson = () => execute("担当者と話す", "handoff.request", { message: "msg_1" }, alone);

export const answer = (question, words, rated = false) =>
  card([
    heading(question),
    text(words),
    rich("出典: FAQ VPNに接続できない", small, { separator: true, spacing: "Medium" }),
    ...(rated ? [text("評価: 役に立った。ありがとうございます。", small)] : []),
    buttons(
      ...(rated
        ? []
        : [
            execute("役に立った", "answer.rate", { message: "msg_1", helpful: true }, alone),
            execute("役に立たなかった", "answer.rate", { message: "msg_1", helpful: false }, alone),
          ]),
      askPerson(),
    ),
  ]);

export const unknown = (done = false) =>
  card([
    heading("お答えできるFAQが見つかりませんでした。"),
    text(done ? "担当者がお引き受けします。このままお待ちください。" : "別の言葉でお書きいただくか、担当者にご相談ください。"),
    ...(done ? [] : [buttons(askPerson())]),
  ]);

export const ticket = (state, agent) => {
  const isOpen = state !== "closed";
  const data = { ticket: "tkt_1" };
  return card(
    [
      {
        type: "ColumnSet",
        columns: [
          { type: "Column", width: "stretch", items: [text("チケット #1", { weight: "Bolder", size: "Medium" })] },
          { type: "Column", width: "auto", items: [text("通常", { weight: "Bolder" })] },
        ],
      },
      rich({ queued: "対応待ち", assigned: `対応中: ${agent}`, closed: "クローズ済み" }[state], { weight: "Bolder", color: { queued: "Warning", assigned: "Good", closed: "Default" }[state] }),
      rich("問い合わせ者: 佐藤 美咲", {}, { spacing: "Small" }),
      rich("チーム: 情報システム部", { isSubtle: true }, { spacing: "Small" }),
      { type: "Container", style: "emphasis", items: [text("質問", small), rich("ドッキングステーションからキーンという音がして止まりません。\n直せますか。")] },
      ...(state === "assigned" ? [text("このスレッドで @Madoguchi を付けた返信が、問い合わせ者に届きます。", small)] : []),
      ...(isOpen
        ? [
            buttons(
              ...(state === "queued" ? [execute("引き受ける", "ticket.accept", data, { style: "positive", ...alone })] : []),
              execute("アシスタントへ戻す", "ticket.hand_back", data, alone),
              execute("クローズ", "ticket.close", data, alone),
            ),
            field(choice("to", "担当者", [{ title: "小林 彩", value: "kobayashi" }]), execute("割り当てる", "ticket.assign", data)),
            field(choice("priority", "優先度", [{ title: "通常", value: "normal" }, { title: "高", value: "high" }], { value: "normal" }), execute("変更", "ticket.priority", data)),
          ]
        : []),
    ],
    wide,
  );
};

/** The answer of the draft, which the next requester gets. */
export const LEARNED =
  "ファームウェア2.1の不具合です。\nソフトウェアセンターで「ステーション用ファームウェア2.2」を入れ、電源アダプターを30秒抜いてから差し直してください。";

export const draft = (published = false) => {
  const data = { draft: "drf_1" };
  const words = ["ドッキングステーションの高い音を止めるには", LEARNED];
  if (published) {
    return card([heading("FAQの下書き"), rich(words[0], { weight: "Bolder" }), rich(words[1]), rich("公開済み: 田中 健", { weight: "Bolder" }, { separator: true }), buttons(execute("取り消す", "draft.undo", data, alone))], wide);
  }
  return card(
    [
      heading("FAQの下書き"),
      text("新しい項目です。", { isSubtle: true }),
      { type: "Input.Text", id: "question", label: "質問", isMultiline: true, value: words[0] },
      { type: "Input.Text", id: "answer", label: "回答", isMultiline: true, value: words[1] },
      { type: "Container", items: [text("もとになったメッセージ", small), rich("田中 健: ファームウェア2.1の不具合です。", small, { spacing: "None" })] },
      buttons(execute("公開", "draft.approve", data, { style: "positive" })),
      field({ type: "Input.Text", id: "reason", label: "却下の理由" }, execute("却下", "draft.reject", data)),
    ],
    wide,
  );
};

export const ending = () =>
  card([
    text("クローズしました", { weight: "Bolder", size: "Medium" }),
    text("対応はいかがでしたか。5がいちばん良い評価です。"),
    buttons(...[1, 2, 3, 4, 5].map((score) => execute(String(score), "csat.rate", { ticket: "tkt_1", score }, alone))),
    buttons(execute("解決していない", "ticket.reopen", { ticket: "tkt_1" }, alone)),
  ]);

/** A card whose button shows another one with a required field. */
export const folded = () =>
  card([
    text("担当者を選べます"),
    buttons(execute("引き受ける", "ticket.accept", { ticket: "tkt_1" }, { style: "positive" }), {
      type: "Action.ShowCard",
      title: "割り当て",
      card: {
        type: "AdaptiveCard",
        body: [choice("to", "担当者", [{ title: "小林 彩", value: "kobayashi" }], { isRequired: true, errorMessage: "担当者を選んでください" })],
        actions: [execute("割り当てる", "ticket.assign", { ticket: "tkt_1" }, { style: "positive" })],
      },
    }),
  ]);

/** Everything a card's text and buttons might be abused for. */
export const hostile = () =>
  card([
    text("[押す](javascript:window.__xss=1) <img src=x onerror=window.__xss=1> [外](https://example.com/)"),
    rich("走る<script>window.__xss=1</script>", { selectAction: { type: "Action.OpenUrl", url: "javascript:window.__xss=1" } }),
    { type: "Container", selectAction: { type: "Action.OpenUrl", url: "javascript:window.__xss=1" }, items: [text("<script>window.__xss=1</script>")] },
    buttons({ type: "Action.OpenUrl", title: "<b>開く</b>", url: "javascript:window.__xss=1" }, { type: "Action.OpenUrl", title: "手元", url: "file:///etc/passwd" }),
  ]);

/** Addresses as the desk's cards carry them: in a run of text, behind a button, in markdown. */
export const linked = () => {
  const open = (url) => ({ type: "Action.OpenUrl", url });
  return card([
    {
      type: "RichTextBlock",
      inlines: [
        { type: "TextRun", text: "手順は" },
        { type: "TextRun", text: "http://example.com/a", selectAction: open("http://example.com/a") },
        { type: "TextRun", text: "、連絡は" },
        { type: "TextRun", text: "it@example.com", selectAction: open("mailto:it@example.com") },
        { type: "TextRun", text: "、ここは", selectAction: open("javascript:window.__xss=1") },
      ],
    },
    text("[内線](tel:1200)"),
    buttons({ type: "Action.OpenUrl", title: "開く", url: "https://example.com/b" }, { type: "Action.OpenUrl", title: "開けない", url: "data:text/html,x" }),
  ]);
};
