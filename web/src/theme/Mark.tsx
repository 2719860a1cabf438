/** The sign of the house: a window in the shape of a speech bubble, with somebody there. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden focusable="false">
      <path d="M6 10a4 4 0 0 1 4-4h12a4 4 0 0 1 4 4v9a4 4 0 0 1-4 4h-6.5l-5 4c-.7.5-1.5 0-1.5-.8V23H10a4 4 0 0 1-4-4z" fill="currentColor" />
      <path className="mark-lines" d="M11 12h10M11 16.5h6.5" strokeWidth="2" strokeLinecap="round" fill="none" />
      <circle className="mark-dot" cx="25.5" cy="7" r="4.5" strokeWidth="2" />
    </svg>
  );
}
