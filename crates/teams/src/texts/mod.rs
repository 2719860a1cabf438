//! Every sentence, from the message files `ja.ftl` and `en.ftl`.
//!
//! A key that is missing is a mistake of ours, caught by a test; at run time the key itself is shown.

use std::borrow::Cow;
use std::sync::OnceLock;

use desk::language::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// The message files, for the test that looks for missing and idle keys.
pub const FILES: [(Language, &str); 2] =
    [(Language::Japanese, include_str!("ja.ftl")), (Language::English, include_str!("en.ftl"))];

type Bundle = FluentBundle<FluentResource>;

/// A sentence without arguments.
pub fn text(language: Language, key: &str) -> String {
    with(language, key, &[])
}

/// A sentence that has no arguments, as it stands in its file; `None` where it has some.
pub fn without_arguments(language: Language, key: &str) -> Option<&'static str> {
    let bundle = bundle(language);
    let mut missing = Vec::new();
    match bundle.format_pattern(bundle.get_message(key)?.value()?, None, &mut missing) {
        Cow::Borrowed(whole) if missing.is_empty() => Some(whole),
        _ => None,
    }
}

/// A sentence with arguments. Their text is put in as it is; where it is shown decides how it must be escaped.
pub fn with(language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
    let mut args = FluentArgs::with_capacity(arguments.len());
    for (name, value) in arguments {
        args.set(*name, *value);
    }
    let bundle = bundle(language);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    // A missing argument leaves `{$name}` in the sentence; snapshots show it.
    bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
}

/// A sentence about what is written in another language, which it names.
pub fn in_language(language: Language, key: &str, other: Language) -> String {
    with(language, key, &[("language", &text(language, &format!("language-{}", other.code())))])
}

fn bundle(language: Language) -> &'static Bundle {
    static BUNDLES: OnceLock<[Bundle; 2]> = OnceLock::new();
    let bundles = BUNDLES.get_or_init(|| FILES.map(|(language, file)| read(language, file)));
    match language {
        Language::Japanese => &bundles[0],
        Language::English => &bundles[1],
    }
}

fn read(language: Language, file: &str) -> Bundle {
    let identifier: LanguageIdentifier = language.code().parse().expect("`ja` and `en` are language identifiers");
    let resource = FluentResource::try_new(file.to_owned()).expect("message files are read in every test");
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // The marks would stand in the middle of what people copy; names are cleaned of changes of direction instead.
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).expect("no key stands twice in a file");
    bundle
}
