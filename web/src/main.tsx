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
);
