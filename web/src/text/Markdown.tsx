import { lazy, Suspense } from "react";

const RichText = lazy(async () => ({ default: (await import("./RichText")).RichText }));

/** Markdown as Teams shows it. Its reader is loaded when it is first needed; until then the text stands as it was written. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<div className="rich rich-plain">{text}</div>}>
      <RichText text={text} format="markdown" />
    </Suspense>
  );
}
