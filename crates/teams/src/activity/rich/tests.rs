//! What a twin holds.

use super::*;

fn text(html: &str) -> String {
    let around = Around { bots: vec!["Help & Co".to_owned()], quotes: vec![] };
    read(html, &around).text.trim().to_owned()
}

#[test]
fn words_keep_their_brackets_lines_and_spaces() {
    for (html, expected) in [
        ("<p>起動すると &lt;ERR-0x51&gt; と出ます</p>", "起動すると <ERR-0x51> と出ます"),
        ("<div><div>a<br>b</div></div>", "a\nb"),
        ("<p>a</p>\n<p>&nbsp;</p>\n<p>b</p>", "a\n \nb"),
        ("<p>a \n b&nbsp;&nbsp;c</p>", "a b  c"),
        ("a < b & c &amp;lt; &copy;", "a < b & c &lt; ©"),
        ("<p><b>x</b><i>y</i> <unknown>z</unknown></p><!-- no --><style>p{}</style><script>1<2</script>", "xy z"),
        ("<h1>a</h1>b<hr>c", "a\nb\n---\nc"),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn lists_tables_quotes_and_code_keep_their_shape() {
    for (html, expected) in [
        (
            "<ul><li>a</li><li><p>b</p><ol start=3><li>c<br>d</li><li>e</li></ol></li></ul>f",
            "- a\n- b\n  3. c\n    d\n  4. e\nf",
        ),
        (
            "<table><tbody><tr><th>a</th><td><p>b</p><p>c</p></td></tr><tr><td></td><td>d</td></tr></tbody></table>e",
            "a | b c\n | d\ne",
        ),
        (
            r#"<blockquote itemtype="http://schema.skype.com/Reply"><strong itemprop="mri">葵</strong><span itemprop="time"></span><p itemprop="preview">いつ？<br>どこ？</p></blockquote><p>明日</p>"#,
            "> 葵\n> いつ？\n> どこ？\n明日",
        ),
        ("x<pre><code>if a:\n  b\tc\n</code></pre>y", "x\nif a:\n  b\tc\ny"),
        (
            r#"<codeblock class="Python"><code>if a:<br>&nbsp; b</code></codeblock><p><code>ls</code></p>"#,
            "if a:\n  b\nls",
        ),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn a_link_says_where_it_leads_unless_its_name_does() {
    for (html, expected) in [
        (
            r#"この<a href="https://portal.example.com/77">手順書</a>です"#,
            "この手順書 (https://portal.example.com/77)です",
        ),
        (
            r#"<a href="https://a.example/">https://a.example</a> <a href="https://a.example/x">a.example/x</a>"#,
            "https://a.example a.example/x",
        ),
        (r#"<a href="https://evil.example/">https://bank.example</a>"#, "https://bank.example (https://evil.example/)"),
        (
            r#"<a href="mailto:a@b.example">a@b.example</a> <a href="mailto:c@d.example">私</a>"#,
            "a@b.example 私 (mailto:c@d.example)",
        ),
        (r#"<a href="javascript:alert(1)">x</a><a href="file:///c:/x">y</a><a href="/z">z</a><a>0</a>"#, "xyz0"),
        (
            r#"<a href="https://a.example/"></a><a href="https://b.example/"><b>b"#,
            "https://a.example/b (https://b.example/)",
        ),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn the_bots_mention_is_taken_out_and_others_are_names() {
    let html = r#"<ul><li><span itemtype="http://schema.skype.com/Mention" itemid="0">Help &amp; Co</span>&nbsp;ask <at id="1">Mari</at></li></ul>"#;
    let around = Around { bots: vec!["Help & Co".to_owned()], quotes: vec![] };
    let rich = read(html, &around);
    assert_eq!((rich.text.trim(), rich.mentions_bot), ("-  ask Mari", true));
    let typed = read("<p>&lt;at&gt;Help &amp; Co&lt;/at&gt;</p>", &around);
    assert_eq!((typed.text.trim(), typed.mentions_bot), ("<at>Help & Co</at>", false));
}

#[test]
fn emoji_are_text_and_other_pictures_are_counted() {
    let rich = read(
        r#"<p>ok<img itemtype="http://schema.skype.com/Emoji" alt="👍" src="https://s.example/y"><emoji id="s" alt="😀"></emoji><img alt="図" src="x"></p>"#,
        &Around::default(),
    );
    assert_eq!(rich.text.trim(), "ok👍😀");
    assert_eq!((rich.emoji, rich.pictures), (vec!["https://s.example/y".to_owned()], vec!["図".to_owned()]));
}

#[test]
fn a_quoted_message_stands_where_its_mark_stood() {
    let quote = Quote { id: "17".into(), from: "葵".into(), text: "いつ？".into() };
    let rich = read(r#"<attachment id="17"></attachment><p>明日</p>"#, &Around { quotes: vec![quote], bots: vec![] });
    assert_eq!((rich.text.trim(), rich.marks), ("> 葵\n> いつ？\n明日", 1));
}

#[test]
fn hostile_input_is_written_about_once() {
    let many = |part: &str| part.repeat(100_000 / part.len());
    for html in [
        many("<div>"),
        many("<ul><li>"),
        many("<blockquote>x"),
        many("<table><tr><td>"),
        many("<a href=x>"),
        many("<"),
        many("<!--"),
        many("&"),
        many("&#x"),
        many("<at>"),
        many("</p>"),
        many("<ol><li>x"),
        many("<p a b c d e f=1>"),
        format!("<p {}>", many("a=1 ")),
        many("<span itemtype=Mention>"),
        many("<pre>\n"),
        many("\u{0}<td>"),
    ] {
        // Tags are read once each; what may grow out of hand is what is written for them.
        let layout = read_page(&html, &Around::default()).layout;
        assert!(layout.written <= 8 * html.len(), "{}: {} bytes written", &html[..20], layout.written);
        assert!(layout.text().len() <= 2 * LONGEST, "{}: {} bytes", &html[..20], layout.text().len());
    }
}

#[test]
fn a_tag_with_very_many_attributes_is_read_on_a_small_stack() {
    for attribute in [r#"a="" "#, r#"a="">< "#, "a=\"x\"\n", r#"b="<"/"#, "a='' ", "a=x ", "a ", r#"a=""b="""#] {
        for (tag, end) in [("<a ", ">q</a>"), ("</p ", ">q"), ("<!doctype x ", ">q")] {
            let html = format!("{tag}{}{end}", attribute.repeat(100_000 / attribute.len()));
            assert!(text(&html).contains('q'), "{tag}{attribute}");
        }
    }
}

#[test]
fn pauses_change_nothing_in_what_is_read() {
    let pieces: [&str; 24] = [
        "<a",
        "<!--",
        "-->",
        "</",
        ">",
        "\"",
        "\"\"",
        "'",
        " ",
        "=",
        "/",
        "href",
        "x=\"",
        "\" ",
        "&amp;",
        "&",
        "&#3",
        "\r\n",
        "\r",
        "\0",
        "<!DOCTYPE",
        " PUBLIC \"",
        "<![CDATA[",
        "é",
    ];
    // A fixed sequence that looks like chance.
    let mut state: u32 = 7;
    for _ in 0..20_000 {
        let html: String = (0..12)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                pieces[(state >> 16) as usize % pieces.len()]
            })
            .collect();
        let whole: Vec<Token<()>> = Tokenizer::new(&html).map(|it| it.expect("a text never fails")).collect();
        let paused: Vec<Token<()>> = Tokenizer::new(Pauses::in_text(&html)).filter_map(Result::ok).collect();
        assert_eq!(format!("{whole:?}"), format!("{paused:?}"), "{html:?}");
    }
}
