//! Short texts that somebody types.

/// A text on one line without blanks around it, of 1 to `most` characters; `None` when it is something else.
pub fn one_line(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let sound = (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    sound.then(|| text.to_owned())
}
