import { Badge } from "@fluentui/react-components";
import { useSpeech, type MessageKey } from "../i18n";
import type { Priority, Ticket } from "./tickets";

const COLOURS = { queued: "warning", assigned: "brand", "handed-back": "informative", closed: "informative" } as const;

/** Where a ticket stands, with who has it. */
export function State({ ticket }: { ticket: Ticket }) {
  const { t } = useSpeech();
  return (
    <Badge appearance="tint" color={COLOURS[ticket.state]} data-state={ticket.state}>
      {ticket.state === "assigned" && ticket.agent?.name ? ticket.agent.name : t(`ticket.state.${ticket.state}` as MessageKey)}
    </Badge>
  );
}

/** How urgent it is, where it is not as usual. */
export function Urgent({ priority }: { priority: Priority }) {
  const { t } = useSpeech();
  if (priority === "normal") return null;
  return (
    <Badge appearance={priority === "low" ? "outline" : "filled"} color={priority === "low" ? "informative" : priority === "high" ? "warning" : "danger"}>
      {t(`priority.${priority}` as MessageKey)}
    </Badge>
  );
}
