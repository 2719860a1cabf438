import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { load } from "./i18n/fill";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
// The world may speak another language than the browser, and offers that in the browser's.
void load("ja", "en").then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
  () => {
    // Its texts did not come: what is left to say needs none.
    root.textContent = "ページを読み込めませんでした。再読み込みしてください。 The page could not be loaded. Reload it.";
  },
);
