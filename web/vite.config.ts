import react from "@vitejs/plugin-react";
import { env } from "node:process";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a running `madoguchi demo`. */
const server = env.MADOGUCHI_URL ?? "http://127.0.0.1:3978";

export default defineConfig({
  plugins: [react()],
  test: { include: ["src/**/*.test.ts"] },
  server: {
    host: "127.0.0.1",
    // The simulated Teams refuses pages of other sites: towards it the page comes from its own.
    proxy: Object.fromEntries(["/box", "/api"].map((path) => [path, { target: server, changeOrigin: true, headers: { origin: server } }])),
    fs: { allow: [".."] },
  },
  build: {
    // From it scripts/budget.mjs knows what a page loads first.
    manifest: true,
    // The folder is tracked through its .gitkeep, which emptying it would delete; scripts/clean.mjs empties it.
    emptyOutDir: false,
    // Everything stays a file of its own: the page is served under `default-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["index.html", "console.html"],
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: "fluent", test: /node_modules[\\/](@fluentui[\\/](?!react-charts|chart-)|@griffel|keyborg|tabster)/ },
          ],
        },
      },
    },
  },
});
