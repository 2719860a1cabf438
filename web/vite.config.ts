import react from "@vitejs/plugin-react";
import { env } from "node:process";
import { defineConfig } from "vite";

/** Where `npm run dev` finds a running `madoguchi demo`. */
const server = env.MADOGUCHI_URL ?? "http://127.0.0.1:3978";

export default defineConfig({
  plugins: [react()],
  server: {
    host: "127.0.0.1",
    proxy: { "/box": { target: server, changeOrigin: true } },
    fs: { allow: [".."] },
  },
  build: {
    // The folder is tracked through its .gitkeep, which emptying it would delete; scripts/clean does the rest.
    emptyOutDir: false,
    // Everything stays a file of its own: the page is served under `default-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: "fluent", test: /node_modules[\\/](@fluentui|@griffel|keyborg|tabster)/ },
          ],
        },
      },
    },
  },
});
