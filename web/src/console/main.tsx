import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { newCache } from "../api/cache";
import { LanguageProvider, loadFirst } from "../i18n";
import { LookProvider } from "../theme";
import { Console } from "./Console";
import "../theme/base.css";
import "./console.css";

const root = document.getElementById("root");
if (!root) throw new Error("console.html has no #root");
void loadFirst().then(() =>
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider title="console.title">
        <LookProvider>
          <QueryClientProvider client={newCache()}>
            <BrowserRouter basename="/console">
              <Console />
            </BrowserRouter>
          </QueryClientProvider>
        </LookProvider>
      </LanguageProvider>
    </StrictMode>,
  ),
  () => {
    // Its texts did not come: what is left to say needs none.
    root.textContent = "ページを読み込めませんでした。再読み込みしてください。 The page could not be loaded. Reload it.";
  },
);
