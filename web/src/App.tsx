import { Box } from "./box";
import { LanguageProvider } from "./i18n";
import { LookProvider } from "./theme";
import "./theme/base.css";

/** The console's shell. Its first room is Teams in a box; the others become siblings of `box/`. */
export function App() {
  return (
    <LanguageProvider>
      <LookProvider>
        <Box />
      </LookProvider>
    </LanguageProvider>
  );
}
