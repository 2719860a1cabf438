# 画面に出るすべての文。敬体で短く。「担当者」は人、「アシスタント」はプログラム。

## 入力できる言葉（| で区切る。文字の全角・半角と大文字・小文字は区別しない）
command-help = ヘルプ|へるぷ|使い方|使いかた|つかいかた
command-person = 担当者と話す|担当者に相談|担当者に相談する|担当者につないで|担当者につなぐ|担当者|人と話す|人に相談|有人対応|オペレーター
command-my-inquiries = 私の問い合わせ|自分の問い合わせ|問い合わせ一覧|問い合わせ履歴
command-connect = 接続
# カードのボタンの言葉。担当者がスレッドに書いても、問い合わせ者には届けない。
command-button = クローズ|クローズする|クローズして|クローズしてください|引き受ける|引き受けます|アシスタントに戻す|アシスタントの誤り|アシスタントの誤りと記録する|アシスタントが間違っている|アシスタントが間違えた

## はじめに・使い方
welcome-title = 窓口です。社内のお困りごとをお聞きします。
welcome-ask = 質問をそのままお書きください。FAQからお答えします。
welcome-person = 見つからないときや「担当者と話す」と書いたときは、担当者におつなぎします。
welcome-help = 「ヘルプ」と書くと使い方をご案内します。
welcome-summary = 窓口がご利用いただけます
help-title = 使い方
help-ask = アシスタント（人ではなくプログラム）がFAQからお答えします。質問をそのままお書きください。グループチャットやチャネルでは @ で窓口を呼んでください。
help-person = 「担当者と話す」: 担当者におつなぎします。
help-inquiries = 「私の問い合わせ」: これまでの問い合わせを表示します。
help-connect = 「接続 チーム名」: チャネルを担当チームに接続します（管理者用）。
help-summary = 窓口の使い方

## 回答
language-ja = 日本語
language-en = 英語
answer-source = 出典: FAQ「{ $title }」
answer-since = 最終更新
answer-in-language = この回答は{ $language }です。
answer-helpful = 役に立った
answer-not-helpful = 役に立たなかった
answer-person = 担当者と話す
answer-rated-helpful = 評価: 役に立った。ありがとうございます。
answer-rated-unhelpful = 評価: 役に立たなかった。改善に生かします。
candidates-title = この中にお探しのものはありますか。
candidates-choose = これを見る
candidates-in-language = { $language }の項目です。
candidates-summary = 候補が見つかりました
unknown-title = お答えできるFAQが見つかりませんでした。
unknown-body = 別の言葉でお書きいただくか、担当者にご相談ください。
unknown-handed = 担当者への依頼を受け付けました。
courtesy-greeting = こんにちは。お困りのことをお書きください。
courtesy-thanks = どういたしまして。ほかにもあればお知らせください。
courtesy-acknowledgement = 承知しました。ほかにもあればお知らせください。
courtesy-unclear = 何についてのご質問か、もう少し詳しくお書きください。

## チケット
ticket-title = チケット #{ $number }
ticket-team = チーム: { $team }
ticket-requester = 問い合わせ者: { $requester }
ticket-state-queued = 対応待ち
ticket-state-assigned = 対応中: { $agent }
ticket-state-handed-back = アシスタントに戻しました: { $agent }
ticket-state-left = { $team } に引き継ぎました。続きはそちらのスレッドで対応しています。
ticket-state-closed = クローズ: { $agent }
ticket-priority-low = 優先度: 低
ticket-priority-normal = 優先度: 通常
ticket-priority-high = 優先度: 高
ticket-priority-urgent = 優先度: 緊急
ticket-reminded = お待たせ中（担当者へのお知らせ: { $reminded } 回）
ticket-question = 質問
ticket-earlier = 同じ日のほかの質問（このチケットの内容ではありません）
ticket-history = アシスタントとのやり取り
ticket-assistant-wrong = アシスタントの誤りと記録する
ticket-assistant-was-wrong = アシスタントの案内は誤りだったと記録しました。
ticket-opened = 受付
ticket-reply-hint = 返信するには、このスレッドで窓口を @ で呼んで書いてください。@ のない書き込みは担当者だけに見えます。
ticket-accept = 引き受ける
ticket-assign = 割り当てる
ticket-assign-to = 割り当てる担当者
ticket-hand-back = アシスタントに戻す
ticket-undo = 元に戻す
ticket-close = クローズする
ticket-set-priority = 優先度を変える
ticket-priority-choice = 優先度
ticket-route = 別のチームへ
ticket-route-to = 引き継ぎ先
ticket-csat = 満足度: { $csat } / 5
priority-low = 低
priority-normal = 通常
priority-high = 高
priority-urgent = 緊急

## おわりに
ending-title = チケット #{ $number } の対応を完了しました。
ending-ask = 今回の対応にどのくらい満足されましたか（1 不満 ～ 5 満足）。
ending-not-solved = まだ解決していない
ending-thanks = 満足度: { $csat } / 5。ご回答ありがとうございました。
ending-reopened = #{ $number } は再開しました。
ending-solved = 解決済み
ending-summary = チケット #{ $number } の対応を完了しました
reopen-offer-title = #{ $number } の件は、まだ解決していないのですね。
reopen-offer-body = 再開すると、いまお書きになった内容も担当者に届きます。別の件でしたら、質問としてお書きください。
reopen-offer-reopen = #{ $number } を再開する
reopen-offer-summary = #{ $number } を再開しますか

## 下書き
draft-title = FAQの下書き
draft-relation-new = 新しいFAQ項目の案です。
draft-relation-variant = 既存のFAQ項目の言い換えと思われます。
draft-relation-correction = 既存のFAQ項目の訂正と思われます。
draft-audience-everyone = 公開先: 全員
draft-audience-chosen = 公開先: { $groups }
draft-count = この質問があったチケット: { $count } 件
draft-related = 関係する既存のFAQ項目
draft-evidence = もとになったやり取り
draft-question = 質問
draft-answer = 回答
draft-approve = 公開する
draft-approve-as-new = 新しい項目として公開
draft-reject = 却下する
draft-reason = 却下の理由（却下するときは必須）
draft-merge = 既存と同じ
draft-merge-to = 同じ内容のFAQ項目
draft-approved = 公開しました（{ $reviewer }）。
draft-rejected = 却下しました（{ $reviewer }）。
draft-rejected-reason = 理由: { $reason }
draft-merged = 既存のFAQ項目の言い換えに加えました（{ $reviewer }）。
draft-withdrawn = チケットが再び対応中になったため、いまは公開できません。クローズすると、もう一度確認できます。
draft-dropped = その後のやり取りを受けて取り下げました。公開はできません。
draft-undo = 元に戻す
draft-somebody = 担当者
draft-summary = FAQの下書きがあります

## 問い合わせの一覧
inquiries-title = あなたの問い合わせ
inquiries-assistant = アシスタントが対応
inquiries-queued = 担当者の対応待ち（#{ $number }）
inquiries-assigned = { $agent } が対応中（#{ $number }）
inquiries-solved = 解決済み
inquiries-closed = 対応完了（#{ $number }）
inquiries-left = 終了
inquiries-opened = 受付
inquiries-summary = あなたの問い合わせ

## チームの選択と接続
choose-team-title = どのチームにおつなぎしますか。
choose-team-unsure = { $team }（迷ったらこちら）
choose-team-chosen = チームを選びました。
choose-team-summary = チームをお選びください
connected = このチャネルをチーム「{ $team }」に接続しました。新しいチケットはここに届きます。

## 届いたか分からないメッセージ
doubt-title = 次のメッセージは届いていない可能性があります。
refused-title = 次のメッセージは届きませんでした。
refused-summary = メッセージが届きませんでした
doubt-resend = もう一度送る
doubt-resent = もう一度送りました。
doubt-summary = メッセージが届いていない可能性があります

## 取り次ぎ
relay-from-agent = { $name }（担当者）
relay-from-requester = { $name }
relay-note = { $name } のメモ（担当者だけに見えます）
name-missing = （名前なし）
relay-file = ファイル「{ $name }」が送られました。開けないときは、送った方に共有を依頼してください。
relay-file-no-link = ファイル「{ $name }」が送られましたが、ここにはお届けできません。送った方にもお知らせしています。
relay-withheld = 添付（{ $name }）が送られましたが、Teamsの制限によりここにはお届けできません。送った方にもお知らせしています。
relay-picture-failed = 画像「{ $name }」が送られましたが、お届けできませんでした。送った方にもお知らせしています。
file-nameless = ファイル
not-carried = 添付（{ $names }）は相手に届いていません。ファイルの共有リンクを文章に貼って、もう一度お送りください。
relay-cut = （長いため { $count } 文字を省きました）
relay-empty = （このメッセージは削除されました）

## チケットについてのお知らせ
notice-requested = 担当者（{ $team }）への依頼を受け付けました（#{ $number }）。
notice-handed-off = 担当者（{ $team }）におつなぎしました。チケット番号は #{ $number } です。このままお待ちください。続けて書いた内容も担当者に届きます。
notice-usual-minutes = 最近は、4 件のうち 3 件以上で、{ $number } 分以内に担当者が決まっています。
notice-usual-hours = 最近は、4 件のうち 3 件以上で、{ $number } 時間以内に担当者が決まっています。
notice-accepted = { $agent } が担当します（#{ $number }）。ここに書いた内容は担当者に届きます。
notice-reassigned = 担当者が { $agent } に変わりました（#{ $number }）。
notice-handed-back = 担当者の対応が終わりました（#{ $number }）。ここからはアシスタントがお答えします。
notice-still-waiting = お待たせしております（#{ $number }）。担当者に改めて知らせました。
notice-nobody-took-it = #{ $number } はまだ誰も引き受けていません。対応をお願いします。
notice-reopened = { $requester } から、まだ解決していないと連絡がありました。#{ $number } を再開します。
notice-requester-edited = { $requester } がメッセージを変更または削除しました（#{ $number }）。
notice-unreachable = { $requester } にメッセージを届けられません（#{ $number }）。アプリがブロックまたは削除されています。
notice-nothing-learned = #{ $number } からFAQにできる内容は見つかりませんでした。
notice-confidential = #{ $number } は会話の中で社外秘などと示されているため、FAQの下書きを作りませんでした。
notice-closed-not-carried = #{ $number } の対応は終わっているため、いまのメッセージは届けていません。
notice-press-the-card = いまのメッセージは届けていません。#{ $number } の操作は、このスレッドの先頭にあるカードのボタンで行ってください。
notice-not-an-agent = #{ $number } を担当するのは { $team } の担当者のため、いまのメッセージは届けていません。
notice-no-channel-yet = 担当者への依頼（#{ $number }）を受け付けました。担当者のチャネルがまだ用意されていないため、ご案内までお待ちください。
notice-handoff-waits = 担当者への依頼（#{ $number }）は受け付けましたが、担当者のチャネルにまだ届いていません。届きましたらここでお知らせします。
notice-goes-on = 訂正: #{ $number } は引き続き担当者（{ $team }）が対応します。ここに書いた内容は担当者に届きます。
notice-helped = { $agent } が対応しました（#{ $number }）。
notice-had-it = { $agent } が担当しました（#{ $number }）。
notice-went-on = #{ $number } は、このあとも担当者（{ $team }）が対応しました。
notice-reopened-since = #{ $number } は、このあと再開されました。
notice-edit-carried = 編集で @ が加わったので、新しい返信として問い合わせ者に送ります（#{ $number }）。
notice-moved = 以前のスレッドまたはチャネルに届けられなくなったため、#{ $number } をここで続けます。
notice-somebody = 担当者

## そのほかのお知らせ
notice-nothing-to-read = 文字のないメッセージでした。質問を文章でお書きください。
notice-went-wrong = システムの不具合により、お答えできませんでした。お手数ですが、もう一度お送りください。「担当者と話す」と送ると、担当者におつなぎします。
notice-too-long = 文章が長すぎて読めませんでした。要点を短くしてお書きください。
notice-not-an-admin = チャネルを接続できるのは、設定で決められた管理者だけです。
notice-no-such-team = その名前のチームはありません。
notice-known-teams = 使える名前: { $names }
notice-connect-in-channel = 接続は、担当者のチャネルで窓口を @ で呼んで行ってください。
notice-no-ticket-here = このスレッドにはチケットがありません。
notice-ask-first = 先に、お困りの内容を一言お書きください。そのうえで担当者におつなぎします。
notice-already-with-people = すでに担当者に伝わっています。このままお待ちください。
notice-not-learned = 承知しました。その会話の内容はFAQにしません。すでにFAQにある場合は、担当者が取り下げられます。
notice-no-inquiries = 問い合わせはまだありません。

## ボタンを押したあと
word-done = 完了しました。
word-taken-by = すでに { $name } が担当しています。
word-unchanged = 変わるものはありません。
word-not-open = このチケットの対応はすでに終わっています。
word-not-an-agent = この操作はチームの担当者だけができます。
word-with-another-team = このチケットは { $team } に引き継がれています。続きは { $team } の担当者が対応します。
word-colleague-not-an-agent = 選んだ方はこのチームの担当者ではありません。
word-not-yours = この操作は、質問したご本人だけができます。
word-missing = 対象が見つかりません。
word-withdrawn = この下書きは取り下げられているため、公開できません。
word-reason-needed = 却下の理由をお書きください。
word-too-late = 1分を過ぎたか、状況が変わったため、元に戻せません。
word-reviewed = この下書きはすでに確認済みです。
word-changed-since = そのFAQ項目はあとから変更されているため、ここからは戻せません。
word-bad-text = 質問または回答が空か、長すぎます。
word-not-closed = 満足度は、対応が終わってからお聞きします。
word-rated-already = すでに評価をいただいています。
word-resent-already = すでにもう一度送りました。
word-another-round = 表示されたあとに変わっています。もう一度ご確認ください。
word-try-again = うまくいきませんでした。もう一度お試しください。
word-working = 処理しています。少しお待ちください。
word-choose-first = 先に選択または入力してください。
word-bad-action = この操作は受け付けられませんでした。
text-cut = （長いため、以下を省きました）

## アプリパッケージ
app-name = 窓口
app-full-name = 窓口 社内ヘルプデスク
app-description = 社内の質問にFAQからお答えし、必要なときは担当者におつなぎします。
app-full-description = 窓口は社内のヘルプデスクです。質問を書くとFAQからお答えします。見つからないときや希望したときは、担当チームの担当者がこの会話の中でお答えします。解決した内容は、担当者の確認を経て次のFAQになります。
app-command-help = 使い方を表示します
app-command-person = 担当者におつなぎします
app-command-my-inquiries = これまでの問い合わせを表示します
app-command-connect = チャネルを担当チームに接続します（接続 チーム名）
