// Cards like those of the help desk, for the mock: enough of each to see it drawn and pressed.

export const CARD = "application/vnd.microsoft.card.adaptive";

const text = (words, more = {}) => ({ type: "TextBlock", text: words, wrap: true, ...more });
const execute = (title, verb, data = {}, more = {}) => ({ type: "Action.Execute", title, verb, data, ...more });
const card = (body, actions = []) => ({
  type: "AdaptiveCard",
  version: "1.5",
  body: actions.length === 0 ? body : [...body, { type: "ActionSet", actions }],
});
const heading = (words) => text(words, { weight: "Bolder", size: "Medium" });
const small = (words) => text(words, { isSubtle: true, size: "Small", spacing: "Small" });

const askPerson = () => execute("担当者に相談する", "handoff.request");

export const answer = (question, words, rated = false) =>
  card(
    [heading(question), text(words), small("出典:FAQ「VPNに接続できない」 · 更新 2026年11月2日"), ...(rated ? [text("評価をありがとうございます。", { color: "Good" })] : [])],
    rated
      ? [askPerson()]
      : [
          execute("役に立った", "answer.rate", { helpful: true, answer: "ans_1" }, { style: "positive" }),
          execute("役に立たなかった", "answer.rate", { helpful: false, answer: "ans_1" }),
          askPerson(),
        ],
  );

export const unknown = (done = false) =>
  card(
    [
      heading("まだ答えを知りません"),
      text(done ? "情報システム部に引き継ぎました。平日9時から18時のあいだに、担当者がここで返信します。" : "FAQに近い項目がありませんでした。担当者に相談できます。"),
    ],
    done ? [] : [askPerson()].map((action) => ({ ...action, style: "positive" })),
  );

export const ticket = (state, agent) =>
  card(
    [
      {
        type: "ColumnSet",
        columns: [
          { type: "Column", width: "stretch", items: [heading("ドッキングステーションの高い音が止まらない")] },
          { type: "Column", width: "auto", items: [text(state, { weight: "Bolder", color: state === "受付" ? "Accent" : state === "対応中" ? "Good" : "Default" })] },
        ],
      },
      {
        type: "FactSet",
        facts: [
          { title: "問い合わせ者", value: "佐藤 美咲(営業部 主任)" },
          { title: "担当者", value: agent ?? "未定" },
          { title: "優先度", value: "ふつう" },
        ],
      },
    ],
    ticketActions(state),
  );

function ticketActions(state) {
  if (state === "クローズ") return [];
  const assign = {
    type: "Action.ShowCard",
    title: "割り当てる",
    card: {
      type: "AdaptiveCard",
      body: [
        {
          type: "Input.ChoiceSet",
          id: "to",
          label: "担当者",
          isRequired: true,
          errorMessage: "担当者を選んでください",
          choices: [{ title: "小林 彩", value: "kobayashi" }, { title: "田中 健", value: "tanaka" }],
        },
      ],
      actions: [execute("割り当てる", "ticket.assign", { ticket: "tkt_1" }, { style: "positive" })],
    },
  };
  if (state === "受付") return [execute("引き受ける", "ticket.accept", { ticket: "tkt_1" }, { style: "positive" }), assign];
  return [
    execute("クローズ", "ticket.close", { ticket: "tkt_1" }, { style: "positive" }),
    assign,
    execute("アシスタントへ戻す", "ticket.hand_back", { ticket: "tkt_1" }),
  ];
}

export const draft = (published = false) =>
  published
    ? card([heading("公開しました"), text("この回答は、もう使われています。", { color: "Good" })], [execute("取り消す", "draft.undo", { draft: "drf_1" })])
    : card(
        [
          heading("FAQの下書き"),
          small("この会話から作りました。あいさつと名前は外してあります。"),
          { type: "Input.Text", id: "question", label: "質問", value: "ドッキングステーションの高い音を止めるには", isRequired: true, errorMessage: "質問を書いてください" },
          {
            type: "Input.Text",
            id: "answer",
            label: "回答",
            isMultiline: true,
            value: "ファームウェア2.1の不具合です。ソフトウェアセンターで「ステーション用ファームウェア2.2」を入れ、電源アダプターを30秒抜いてから差し直してください。",
            isRequired: true,
            errorMessage: "回答を書いてください",
          },
        ],
        [
          execute("公開", "draft.approve", { draft: "drf_1" }, { style: "positive" }),
          {
            type: "Action.ShowCard",
            title: "却下",
            card: {
              type: "AdaptiveCard",
              body: [{ type: "Input.Text", id: "reason", label: "理由", isMultiline: true }],
              actions: [execute("却下する", "draft.reject", { draft: "drf_1" }, { style: "destructive" })],
            },
          },
        ],
      );

export const csat = () =>
  card(
    [heading("対応はいかがでしたか"), { type: "Input.ChoiceSet", id: "score", style: "expanded", choices: [5, 4, 3, 2, 1].map((n) => ({ title: "★".repeat(n), value: String(n) })) }],
    [execute("送る", "csat.rate", { inquiry: "inq_1" }), execute("解決していない", "ticket.reopen", { ticket: "tkt_1" })],
  );

/** Everything a card's text and buttons might be abused for. */
export const hostile = () =>
  card(
    [
      text("[押す](javascript:window.__xss=1) <img src=x onerror=window.__xss=1> [外](https://example.com/)"),
      { type: "RichTextBlock", inlines: [{ type: "TextRun", text: "走る", selectAction: { type: "Action.OpenUrl", url: "javascript:window.__xss=1" } }] },
      { type: "Container", selectAction: { type: "Action.OpenUrl", url: "javascript:window.__xss=1" }, items: [text("<script>window.__xss=1</script>")] },
    ],
    [
      { type: "Action.OpenUrl", title: "<b>開く</b>", url: "javascript:window.__xss=1" },
      { type: "Action.OpenUrl", title: "平文", url: "http://example.com/" },
    ],
  );
