//! Sentences that carry no matter: greetings, thanks, "one moment", "anything else?", goodbyes.

use super::sentence::plain;
use regex::RegexSet;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Both sides say these. Each pattern matches a whole sentence in plain form.
static EITHER: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        // Japanese greetings and self-introductions.
        r"^(?:〓(?:様|さん|さま)?[、, ]*)?(?:こんにち[はわ]|こんばん[はわ]|おはようございます?|(?:いつも|大変|毎度|平素より|平素は|日頃より)*(?:大変)?お世話になって?(?:おり|い)ます|お世話になります|(?:お疲れ|おつかれ)(?:様|さま)(?:です|でした)?|は[じ]めまして|初めまして|どうも|もしもし|いつもありがとうございます)[^。]{0,12}$",
        r"^(?:(?:私|わたし|こちら)(?:は|、)?)?[^。、]{0,20}?〓(?:です|でございます|と申します|ともうします|といいます|と言います)(?:が|けど|けれど)?$",
        r"^[^。、]{0,20}〓(?:様|さん|さま)?$",
        r"^(?:担当の|わたくし、?|私、?)[^。]{0,14}〓(?:が(?:対応|担当|ご案内|承り)|です|と申し)[^。]{0,14}$",
        // Thanks, apologies, assent.
        r"^(?:[^。]{0,40}?)(?:ありがとう(?:ございま|御座いま)?(?:す|した)?|有難うございま(?:す|した)|感謝(?:し|いたし|致し|申し上げ)ます|サンキュー|あざ(?:す|ます|っす))[^。]{0,6}$|^[^。とばら]{0,12}助かり(?:ます|ました)[^。]{0,6}$",
        r"^(?:大変|誠に|本当に)?(?:申し訳|すみません|すいません|失礼(?:し|いたし|致し)|ご(?:迷惑|不便|面倒)を?(?:お?かけ|おかけ)|お手数(?:を)?(?:お)?かけ|恐れ入り|恐縮|お待たせ)[^。]{0,20}$",
        r"^[^。、]{0,16}(?:すみません|すいません|申し訳(?:ない|ありません|ございません)(?:です)?|恐縮です)$|(?:よい|良い|素敵な|楽しい)[^。]{0,8}(?:を)?(?:お過ごし|お迎え)[^。]{0,8}$",
        r"^(?:長文|長々と|乱文|初歩的な?(?:質問|こと)?|変な(?:質問|こと)|細かい(?:こと|話|質問)|何度も|毎度|朝(?:早く|から)|夜分(?:に|遅くに)?|急(?:に|な話で)?|突然)[^。、]{0,10}(?:すみません|すいません|失礼(?:します|しました|いたします)?|恐縮です|申し訳[^。]{0,8})(?:が|けど|ですが)?$",
        r"^[^。]{0,14}(?:承知|了解|かしこまり|畏まり|承り|理解)(?:(?:いた|致)?し)?(?:ました|です|しました|いたしました)(?:ので)?$",
        r"^(?:はい|うん|ええ|いいえ|いえ|いや|ok|okです|オッケー|そうです|そうですね?|そうですか|そうなんですね?|そうでしたか|なるほど(?:です)?(?:ね)?|さようでございますか|左様でございますか|違います|大丈夫です|結構です|問題(?:ない|ありません|ございません)です?|(?:分|わ)かりました|(?:分|わ)かった|ふむ|えっと|あの|うーん|確かに|お願い(?:し|いたし|致し)?ます?|お願いできますか|以上です?|(?:特に)?(?:ない|ありません|ございません)(?:です)?|ないです|ありません|なし)(?:、?(?:はい|そうです|(?:分|わ)かりました|お願いします|大丈夫です|ありがとうございます|いいえ))?(?:ね|よ)?$",
        r"^[^。]{0,20}(?:よろしく|宜しく)お?(?:願い|ねがい|頼み)?[^。]{0,14}$",
        r"^(?:はい|ええ|そうですね|では|じゃあ|それなら|[、 ])*(?:ぜひ|それで|そちらで|それを|こちらで|そのように|[、 ])*お願い(?:し|いたし|致し)ます$",
        r"^(?:とんでも(?:ない|ございません|ありません|ないです)|どういたしまして|いえいえ|お気になさらず|お気遣いなく)[^。]{0,10}$",
        r"^(?:それは|本当に)?(?:良|よ)かった(?:です)?[^。]{0,6}$|^何より(?:です|でございます)$|^[^。]{0,10}(?:安心しました|嬉しいです|幸いです|光栄です)$|^お大事に[^。]{0,8}$|^(?:では|それでは|じゃあ?|ひとまず|以上)[、 ]?(?:失礼(?:いた|致)?します|また|これで|以上です)?$",
        r"^(?:良い|よい)(?:一日|週末|お年)[^。]{0,10}$|^(?:テスト|test|てすと|あ+|w+|笑|汗|草)$|^(?:至急|急ぎ)(?:です|で)?$",
        r"^(?:恐れ入ります|お忙しいところ|突然)[^。]{0,24}(?:すみません|ません|ます|ですが|ますが)$",
        // English.
        r"^(?:(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|dear)(?: (?:there|all|team|everyone|again|folks|support|it|help ?desk|sir|madam|〓|and|to|you)){0,5}[, ]*)+$",
        r"^(?:(?:hi|hello|hey)[ ,]*(?:there|〓)?[ ,!.]*)?(?:this is|my name is|i'?m|i am|it'?s) (?:again )?〓(?:,? (?:from|in|at|of|here|with|speaking)\b[^.]{0,40})?$|^〓(?: here| speaking)?,?(?: from [^.]{0,30})?$",
        r"^(?:(?:ok(?:ay)?|great|perfect|awesome|cool|good|excellent|wonderful|super|ah|oh|yes|no|right|alright|all right|sure|nice|well),? ?)*(?:many |a million )?(?:thanks?|thank you|thx|ty|cheers|much appreciated|i appreciate|appreciate)\b[^?]{0,60}$",
        r"^(?:(?:ok(?:ay)?|k|great|perfect|awesome|cool|good|excellent|wonderful|fine|yes|yep|yeah|yup|no|nope|nah|right|alright|all right|sure|sure thing|of course|absolutely|certainly|got it|gotcha|understood|noted|i see|makes sense|will do|sounds good|correct|exactly|true|never ?mind|nothing else|that'?s (?:it|all|right|correct|fine|great|good|perfect)|done|lol|haha|hmm+|oh|ah|please|ok thanks)[, !.]*)+(?:〓)?$",
        r"^(?:you'?re |you are )?(?:most |very )?welcome\b[^?]{0,20}$|^(?:no (?:problem|worries|bother)|my pleasure|anytime|don'?t mention it|not at all|glad|happy) ?(?:(?:to|i|that|it|we)\b[^?]{0,40})?$",
        r"^(?:i'?m |i am |we'?re |we are |so |very |really )*(?:sorry|apolog(?:ies|i[sz]e))\b[^?]{0,80}$|^(?:excuse me|pardon)[^?]{0,20}$",
        r"^(?:have|enjoy) (?:an? |the |your )?(?:great|nice|good|lovely|wonderful|pleasant|rest|weekend|day)\b[^?]{0,30}$|^(?:take care|good ?bye|bye|see you|talk (?:to you )?(?:soon|later)|(?:best|kind|warm|many)? ?regards|sincerely|cheers|best|yours)[^?]{0,20}$",
        r"^(?:(?:hi|hey|hello|hiya|yo|morning|good morning|evening|afternoon|thanks|thank you|cheers|bye|later|night)[ ,]+)+(?:〓|[a-z]+)?(?:[, ]+(?:(?:i )?hope|how (?:are|is|was)|long time|nice to|good to|it's been|happy)\b[^?]{0,60})?$|^(?:(?:〓|hey|hi|hello|morning)[, ]+)*(?:i )?hope (?:you|your|all|everything|the|that|this|things)\b[^?]{0,60}$|^(?:how (?:are|is|was|have) (?:you|your|it|things|the)\b|how's (?:it|your|life|everything))[^?]{0,40}$",
        r"^(?:(?:that|this|it)(?:'s| is| was)? )?(?:so |very |really |super )*(?:awesome|amazing|brilliant|perfect|lovely|sweet|super|cool|nice|neat|great|fantastic|excellent|wonderful|crystal clear|easy)(?:,? (?:sauce|stuff|work|job|service|support|help|explanation|answer|idea|news|one|thanks?|thank you|cheers|as always|to know|to hear|mate|team|〓)\b[^?0-9]{0,30})?$|^you(?:'re| are)? (?:the best|an? (?:\w+ )?(?:star|gem|legend|hero|lifesaver|genius|angel)|made my day|saved|rock)\b[^?]{0,40}$|^(?:phew|wow|woo+|yay|yes{2,}|bingo|ta|brill|thx|woo+hoo+)\b[^?0-9]{0,40}$",
        r"^(?:それは|そうして(?:いただける|もらえる)と|とても|本当に|すごく|大変)?(?:いい|良い|よい|良さそう|よさそう|ありがたい|うれしい|嬉しい|助かる|楽しみ|感激|完璧)(?:です|っす)?ね?$|^(?:はい、?)?(?:一応|とりあえず|以上の条件|その条件|この条件|以上|それ|こちら|基本的にそれ)(?:で|に|が)(?:大丈夫|けっこう|結構|なります|お願いします|いい|良い|ok)[^。]{0,6}$|^(?:ぜひ)?(?:そう|そのように|ぜひ)(?:して)?(?:ください|下さい|お願いしたいです)$|^(?:後は|あとは|特に|今は|はい、)?(?:まだ)?(?:大丈夫|決まってい(?:ます|ません|ないです)|考えていません)(?:です)?$",
        r"^(?:さっき|先週|昨日|今朝|週末)[^。]{0,40}(?:ました|でした|んですけど|んですが|たけど)$|^[^。]{0,16}(?:週末|お休み|ご無沙汰|お久しぶり|お元気|寒|暑|天気)[^。]{0,20}(?:です|ます|ました|でした|ですね|か)$|^(?:どもです|ども|どーも|お疲れ|おつ|おはよう|度々すみません|たびたびすみません|何度もすみません|お騒がせ(?:しました|してすみません)?|すみません|恐れ入ります)$|^(?:全然|もちろん)?(?:大丈夫|構いません|問題ない)(?:です)?よ?$",
        // Where it is asked, and how somebody was.
        r"^(?:i'm |i am )?(?:not sure|hope|unsure|don't know)\b[^?]{0,20}\b(?:right|wrong|correct) (?:place|channel|team|person|desk|chat)\b[^?]{0,40}$|^how (?:was|were) [^?]{1,40}$|^[^。]{0,12}ここで(?:聞いて|質問して|お聞きして)?[^。]{0,16}(?:いい|よい|良い|合って|大丈夫)[^。]{0,16}(?:が|けど|か)$",
        r"^(?:test|testing|anyone(?: there)?|is (?:anyone|anybody|someone) there|are you there|you there|hello\?)$",
    ])
    .expect("constant patterns")
});

/// The agent's frame around an answer.
static AGENT: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        // Not theirs to answer; where else to ask, or when; how somebody is.
        r"(?:こちら|ここ|当方|私ども)では[^。]{0,10}(?:対応|お答え|わかり|分かり|判断)[^。]{0,4}(?:ない|ません|かねます|かねる)[^。]{0,8}$|(?:お力に(?:は)?なれ|お役に(?:は)?立て)(?:ま(?:せん|せず)|ず)[^。]{0,12}$|^[^。]{0,16}(?:こちら|ここ)は[^。]{0,20}(?:窓口|担当|チーム|部署)(?:です|でして|なので|になります)(?:が|ので)?[^。]{0,20}$",
        r"(?:このチャット|こちらのチャット|いつでも|遠慮なく|気軽に)[^。]{0,12}(?:呼んで|声(?:を)?(?:お)?かけて|お声がけ|聞いて|書いて|知らせて|連絡して|言って)(?:ください|下さい)[^。]{0,2}$",
        r"^(?:もう|だいぶ|少しは|そろそろ|お仕事には|新しい[^。]{0,8}には)*慣れ(?:ました|てきました|られました)か$|^(?:その後|最近)?(?:いかが|お元気)(?:お過ごし)?(?:でしょうか|ですか|でしたか)$|^(?:お?楽しめ|ゆっくりでき|よく眠れ|休め)ましたか$",
        r"^(?:お問い?合わ?せ|ご連絡|ご質問|ご相談|ご利用|お待ち|ご報告|ご返信|ご確認)(?:いただき|頂き|くださり)?[^。]{0,14}ありがとう[^。]{0,10}$",
        r"(?:少々|しばらく|少し|今しばらく|いましばらく|そのまま)[^。]{0,12}(?:お待ち|待って|お時間)[^。]{0,14}$|^[^。]{0,30}お待ち(?:ください|下さい|いただ|頂)[^。]{0,8}$|^(?:少々|ちょっと)?お時間(?:を)?(?:いただ|頂|くだ)[^。]{0,10}$",
        r"^(?:(?:他|ほか)に?(?:も)?|また|何か|その他|ご不明|不明|気になる)[^。]{0,40}(?:ございま|ありま|お困り|ご質問|お知らせ|ご連絡|お声がけ|お問い?合わ?せ|いつでも|遠慮|気軽|仰って|おっしゃ|お申し付け)[^。]{0,24}$",
        r"(?:お気軽に|ご遠慮なく|遠慮なく|いつでも)[^。]{0,20}(?:ください|下さい|いただ)[^。]{0,6}$",
        r"^(?:[^。]{0,30}(?:解決|改善|直ら?|変わ(?:ら|り)|繋が(?:ら|り)|つながら|うまくい|できな|駄目|だめ)[^。]{0,12}(?:場合|とき|時|なら|ようでしたら|でしたら)(?:は|には)?[、]?)(?:再度|また|もう一度|改めて)?(?:こちらに?|このチャットで)?(?:お知らせ|教えて|ご?連絡|お声がけ)[^。にへ]{0,12}$",
        r"^[^。]{0,16}(?:再度|また|改めて)(?:お知らせ|ご?連絡|お問い?合わ?せ|お声がけ)[^。]{0,10}$",
        r"^(?:それでは、?|では、?)?(?:本件|この件|こちら|こちらの(?:件|チケット)|(?:この)?(?:チケット|お?問い?合わ?せ|対応|件))[^。]{0,12}(?:クローズ|終了|完了|終わら|閉じ)[^。]{0,20}$|^(?:クローズ|終了)(?:し|いたし|させて)[^。]{0,10}$",
        r"^[^。]{0,20}(?:いかが|どう)(?:なさい|され|しま)[^。]{0,8}$|^(?:どのような|どういった|何の)(?:ご用件|ご相談|お困り)[^。]{0,14}$|^[^。]{0,16}(?:お手伝い|ご案内|サポート)(?:いた|させて|でき|しま)[^。]{0,12}$",
        r"^(?:お役に立て|お力になれ)[^。]{0,20}$|^(?:一度|まずは|こちらを|下記を|以下を)?(?:お試し|ご確認|ご参照|ご覧)(?:ください|下さい|いただけ(?:ます|れば)[^。]{0,8})$|^(?:以下|下記|次)の(?:通り|とおり)(?:です|となります|ご案内(?:いた|し)ます)?$",
        r"^[^。]{0,20}(?:状況|状態|内容|件|ご要望|ご質問|お問い?合わ?せ)[^。]{0,10}(?:承|拝見|拝読|確認)[^。]{0,4}(?:しました|いたしました|致しました|りました)$",
        // Promises: what the agent goes to do now.
        r"^(?:(?:こちら(?:で|から)|私(?:が|の方で)|後ほど|のちほど|後で|すぐに?|今から|これから|至急|早急に|いったん|一旦|一度|念のため|担当(?:者|部署|部門)?(?:に|へ|から|より)|確認でき次第|(?:分|わ)かり次第|改めて|本日中に|明日|折り返し|ログを|状況を|設定を|詳細を|内容を|社内で|では|それでは|少し|ちょっと|〓(?:へ|に|まで|から|さんに|様に))[、]?)+[^。]{0,24}(?:し|いたし|致し|させていただき|差し上げ|り|い|み|まいり|おり|え|べ|き|せ)ます(?:ので|から|ね|が)?$",
        r"^(?:今|ただいま|只今|現在)(?:すぐ)?[、]?[^。は]{0,24}(?:し|いたし|致し|させていただき|り|い|み|まいり|おり|え|べ|き|せ)ます(?:ので|から|ね|が)?$",
        r"^[^。]{0,16}(?:確認|調査|調べ|お調べ|検討|手配|照会|対応|エスカレーション|転送|引き継ぎ|折り返し|折り返|問い?合わせ)(?:を)?(?:いた|致)?(?:し|させていただき|り|して(?:み|い|おり|まいり)|てみ|ています|中で|いたし)?(?:ます|です)(?:ので|から|ね|が)?$",
        r"(?:お調べ|お探し|検索|ご?確認|照会|調査|ご提案|お取り|お手伝い)(?:を)?(?:いたします|致します|させていただきます|しますね|してみます|してまいります|いたしますので[^。]{0,20})$",
        r"^[^。]{0,30}(?:確認|調査|調整|対応|手配)中(?:です|でございます|となります)?$|(?:折り返し|改めて|後ほど|のちほど)[^。]{0,16}(?:ご?連絡|ご?回答|お電話|ご?報告|返信)[^。]{0,16}$|〓(?:へ|に|まで|宛に)[^。]{0,10}(?:折り返|連絡|お電話|送|メール)[^。]{0,14}ます$",
        // English.
        r"^(?:(?:ok(?:ay)?|sure|alright|right|thanks|thank you|certainly|hi|hello|no problem)[,.!]? ?(?:〓[,.!]? ?)?)*(?:please )?(?:let me|allow me to|i'?ll|i will|i'?m going to|i am going to|i'?m|i am|we'?ll|we will|we'?re|we are)(?: just| quickly| also| now| first| currently| still)? (?:check|look|see|take|find|get back|investigat|ask|follow|let you know|reach out|call|email|escalat|forward|rais|open|pull|verify|confirm|review|transfer|pass|connect|contact|assist|help|be (?:right )?(?:back|happy|glad)|send you|keep you|work|do (?:that|it|this) (?:now|for you)|close|go ahead|update you|try to|dig)[^?]{0,100}$",
        r"^(?:please )?(?:hold on|hang on|hold the line|hold|stand by|(?:wait |give me |hold on |hang on |allow me )?(?:for )?(?:just )?(?:an?|one|a few|a couple of|some) (?:moment|second|sec|minute|min|bit|time)s?)\b[^?]{0,60}$|^(?:please )?bear with[^?]{0,40}$|^please wait[^?]{0,40}$",
        r"^(?:is there |was there )?(?:any ?thing|something) else\b.*$|^(?:let (?:me|us) know|please let (?:me|us) know|feel free|please feel free|don'?t hesitate|please don'?t hesitate|reach out|just (?:ask|let me know|message))\b[^?]{0,120}$|^if (?:you (?:have|need)|there(?:'s| is)|that|this|it) [^?]{0,60}(?:let (?:me|us) know|feel free|don'?t hesitate|reach out|get back to (?:me|us))[^?]{0,40}$",
        r"^(?:how|what) (?:can|may|could) (?:i|we) (?:help|assist|do)[^.]{0,40}$|^(?:welcome|thank you for|thanks for)\b[^?]{0,80}$|^(?:i )?hope (?:this|that|it|you)\b[^?]{0,60}$|^(?:that'?s|this is|it'?s|glad|good|great) (?:great|good|to hear)[^?]{0,40}$|^(?:closing|i(?:'ll| will) close|we(?:'ll| will) close)\b[^?]{0,60}$",
        r"^(?:i )?(?:understand|see|hear you)[^?]{0,60}$|^(?:give|try) (?:it|that|this) (?:a (?:try|go|shot)|now|again)?$|^(?:please )?(?:try|do) (?:it|that|this)(?: please)?$|^here(?:'s| is| are) (?:what|how|the steps)[^?]{0,40}$",
    ])
    .expect("constant patterns")
});

/// What the requester says of how it went, or of wanting a person.
static REQUESTER: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"^(?:お陰様で|おかげさまで|無事に?|やっと|今度は|これで|あ、?|おお、?|できて?、?)*[^。]{0,12}(?:直|なお|治)り(?:ました|そうです)[^。]{0,8}$|^[^。]{0,14}(?:解決|改善|復旧|成功)(?:し|でき|いたし)(?:ました|てい?ます)[^。]{0,6}$|^(?:無事に?|おかげさまで|これで|やっと|今度は|問題なく)?[、]?[^。]{0,10}(?:でき|繋がり|つながり|見られ|開け|入れ|動き|うまくいき|ログインでき|届き|印刷でき|表示され|申請でき|登録でき)ました[^。]{0,6}$",
        r"^[^。]{0,14}(?:試して|やって|して|確認して|申請して|連絡して|聞いて|読んで)み(?:ます|る)[^。]{0,6}$|^(?:再起動|確認|実施|設定|承知|申請)(?:いた|致)?します$|^(?:待って(?:い|おり)?ます|お待ちして(?:い|おり)ます|待ちます)$",
        r"^[^。]{0,12}(?:担当者?|人|ひと|人間|オペレーター|有人|係の方|サポート)[^。]{0,8}(?:話し?|代わ|かわ|つな|繋|相談|お願い|切り?替|呼)[^。]{0,14}$|^(?:担当者|オペレーター|有人|人)$",
        r"^[^。]{0,8}(?:質問|相談|お聞きしたいこと|伺いたいこと|お願い|教えていただきたいこと|問い?合わ?せ|確認したいこと)(?:が)?(?:あり|ござい|で)(?:ます|す|した)(?:が|けど)?$|^(?:ちょっと|少し|一点)?(?:お聞き|お伺い|質問|相談|お尋ね|確認)(?:し)?たいの?(?:です|ことがあります)(?:が|けど)?$|^(?:今)?(?:よろしい|お時間|大丈夫)[^。]{0,8}(?:でしょうか|ですか)$|^(?:誰か|どなたか)[^。]{0,10}(?:いますか|いませんか|いらっしゃいますか)$|^(?:助けて(?:ください)?|ヘルプ|help|help me|help please|困っています)$",
        r"^(?:それは|その回答は|この回答は)?(?:違い|違う|役に立た|関係な|解決しま)[^。]{0,10}$|^(?:それ|そう)(?:では|じゃ)(?:ない|ありません)(?:です)?$",
        r"^(?:(?:great|yes|ok(?:ay)?|perfect|oh|ah|nice|awesome|thanks?|thank you|cool),? ?)*(?:it|that|this|everything|all)(?:'s| is| has| did)?(?: now| all)? ?(?:work(?:s|ed|ing)?|fixed|solved|sorted|resolved|good|did it|helped|helps|back|fine|done|the trick|great|perfect)\b[^?]{0,40}$|^(?:i(?:'ll| will)|let me|i'm going to|going to) (?:try|check|do|test|give|see|look|wait|ask)\b[^?]{0,40}$|^(?:solved|fixed|resolved|works|working)(?: now)?[^?]{0,20}$",
        r"^(?:can|could|may) i (?:please )?(?:talk|speak|chat)(?: to| with)? [^?]{0,30}(?:person|human|agent|someone|somebody|operator)[^.]{0,20}$|^(?:i (?:want|need|would like) to |please )?(?:talk|speak|chat|connect me)(?: me)? (?:to|with) (?:a |an )?(?:real |live )?(?:person|human|agent|operator|someone)[^.]{0,20}$|^(?:human|agent|operator|person)(?: please)?$",
        r"^i have an? (?:quick |small |another |short )?(?:question|problem|issue|request)$|^(?:can|could) (?:you|someone|anyone|anybody) (?:please )?help(?: me)?(?: please)?(?: out)?$|^i need (?:some |your )?help(?: please)?$|^quick question$|^(?:that|this|it) (?:is|'s|was|does|did)(?:n't| not) (?:help|what i|the answer|useful|relevant|right)[^?]{0,30}$",
    ])
    .expect("constant patterns")
});

/// The words of courtesy. A sentence of nothing else is courtesy, in whatever order and spelling.
const COURTESY: &str = "hi hii hai hey hello helo yo hiya morning afternoon evening night good gud day days weekend week nice great awesome wonderful lovely amazing excellent super perfect cool fine best blessed pleasant \
    a an the i you u your ur yours me my we us it its it's that thats that's this is was were be been are am i'm im you're youre will would 'll i'll and for of to at in on with so very really too much many lot lots all now today then as well again just also \
    thank thanks thanx thx thnx ty tnx tysm cheers appreciate appreciated grateful help helping helped support service assistance assist information info kind quick patience time work job done \
    bye goodbye byee cya later soon care take have enjoy hope see chat chatting talk talking wish same \
    yes yeah yep yup ya ok okay okey k kk sure right alright no nope nop nah not nothing none else anything enough need needed more ever everything thing set end close \
    sorry please pls welcome worries problem bother sir madam mam maam ma'am mr mrs ms dear friend mate team there hmm oh ah wow haha lol yay understood clear cleared noted got pleasure";
/// Those of them that only courtesy has: without one, a sentence may be short and mean something.
const SURELY: &str = "hi hii hai hey hello helo hiya thank thanks thanx thx thnx ty tnx tysm cheers appreciate appreciated bye goodbye byee welcome nothing nope nop nah no not yes yeah yep ok okay sorry awesome great perfect nice wonderful lovely excellent good morning evening all enough sure";

static COURTESY_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| COURTESY.split_whitespace().collect());
static SURELY_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| SURELY.split_whitespace().collect());

/// Whether a sentence in English is made of courtesy alone.
fn is_courtesy(plain: &str) -> bool {
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '〓').collect();
    let mut words = words.into_iter().filter(|word| !word.is_empty()).peekable();
    let mut surely = false;
    words.peek().is_some()
        && words.all(|word| {
            surely |= SURELY_WORDS.contains(word);
            word == "〓" || COURTESY_WORDS.contains(word)
        })
        && surely
}

/// Whether an agent's sentence is only frame.
pub(super) fn of_agent(text: &str) -> bool {
    let plain = plain(text);
    plain.is_empty() || is_courtesy(&plain) || EITHER.is_match(&plain) || AGENT.is_match(&plain)
}

/// Whether a requester's sentence is only frame.
pub(super) fn of_requester(text: &str) -> bool {
    let plain = plain(text);
    plain.is_empty() || is_courtesy(&plain) || EITHER.is_match(&plain) || REQUESTER.is_match(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_talk_is_told_from_what_a_requester_wants() {
        for small in [
            "thats all thanks for your help",
            "nothing else thank you, have a nice day",
            "no no thats alright",
            "hope your week is going well",
            "Hi Sam, how are you?",
            "You're a star!",
            "Awesome sauce",
            "いいですね！",
            "本当に助かりました",
            "さっき同僚とご飯を食べました",
            "以上で大丈夫です。",
        ] {
            assert!(of_requester(small), "{small}");
        }
        for wish in [
            "yes my phone is broken",
            "ok send me the boarding pass",
            "great but I can't log in",
            "Nice cups for guests, where are they?",
            "no sound in Teams",
            "need more time off",
            "近くにコンビニがあると助かります。",
            "部屋を二つお願いします。",
            "良い椅子がほしいです。",
        ] {
            assert!(!of_requester(wish), "{wish}");
        }
    }
}
