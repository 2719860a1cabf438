import {
  Button,
  Menu,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Spinner,
} from "@fluentui/react-components";
import {
  ArrowLeftRegular,
  ArrowUndoRegular,
  CheckmarkRegular,
  FlagRegular,
  HandRightRegular,
  MoreHorizontalRegular,
  PanelRightRegular,
} from "@fluentui/react-icons";
import { lazy, Suspense, useRef, useState } from "react";
import { Link, type To } from "react-router";
import { isGone } from "../api/client";
import { DetailActs } from "../console/DetailActs";
import { Empty } from "../console/Empty";
import { useShortcuts } from "../console/shortcuts";
import { useWords } from "../console/words";
import { useSpeech, type MessageKey } from "../i18n";
import { Thread } from "../inquiry/Thread";
import { useInquiry } from "../inquiry/inquiries";
import { useAgents, useTeamName, useTeams } from "../people/teams";
import { useMe } from "../session/me";
import { State, Urgent } from "./badges";
import { Compose, type ComposeHandle } from "./Compose";
import { answersOf, useBeside, useShown } from "./besides";
import { isOpen, PRIORITIES, useCanUndo, useTicket, useTicketDeeds, type Priority, type Ticket } from "./tickets";

const Beside = lazy(() => import("./Beside"));

/** A ticket: where it stands, all that was said, and what can be done. */
export function TicketPane({ id, back }: { id: string; back: To }) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const ticket = useTicket(id);
  if (ticket.isPending) return <Spinner className="waiting" label={t("loading")} />;
  if (!ticket.data || isGone(ticket.error)) {
    return (
      <Empty title={refusal(ticket.error)} text={t("ticket.gone")}>
        <Link to={back}>{t("ticket.back")}</Link>
      </Empty>
    );
  }
  return <Opened ticket={ticket.data} back={back} />;
}

function Opened({ ticket, back }: { ticket: Ticket; back: To }) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const inquiry = useInquiry(ticket.inquiry);
  const act = useTicketDeeds();
  const compose = useRef<ComposeHandle>(null);
  const open = isOpen(ticket);
  const canUndo = useCanUndo(ticket);
  const { shown, show, wide } = useShown(ticket);
  const beside = useBeside(ticket.id, shown);
  // What nobody sees no key puts into a reply.
  const answers = shown ? answersOf(beside.data) : {};
  const insert = (text: string) => {
    if (!wide) show(false);
    compose.current?.insert(text);
  };
  useShortcuts([
    { keys: "b", text: "beside.show" as const, act: () => show(!shown) },
    ...(ticket.state === "queued" ? [{ keys: "a", text: "ticket.accept" as const, act: () => act(ticket, { verb: "accept" }) }] : []),
    ...(open
      ? [
          { keys: "r", text: "compose.reply" as const, act: () => compose.current?.begin(false) },
          { keys: "n", text: "compose.note" as const, act: () => compose.current?.begin(true) },
          { keys: "e", text: "ticket.close" as const, act: () => act(ticket, { verb: "close" }) },
          ...Object.entries(answers).map(([keys, answer]) => ({ keys, text: `keys.insert.${keys}` as MessageKey, act: () => insert(answer) })),
        ]
      : []),
    ...(canUndo ? [{ keys: "z", text: "act.undo" as const, act: () => act(ticket, { verb: "undo" }) }] : []),
  ]);
  return (
    <article className="ticket" aria-label={`#${ticket.number}`}>
      <header className="detail-head">
        <Link to={back} className="narrow-only back" aria-label={t("ticket.back")}>
          <ArrowLeftRegular />
        </Link>
        <div className="detail-title">
          <h2 title={ticket.question}>{ticket.question}</h2>
          <Facts ticket={ticket} />
        </div>
        <Actions ticket={ticket} canUndo={canUndo} />
        <Button
          appearance={shown ? "secondary" : "subtle"}
          icon={<PanelRightRegular />}
          aria-pressed={shown}
          onClick={() => show(!shown)}
          aria-label={t("beside.title")}
          title={t("beside.title")}
          data-act="beside"
        />
      </header>
      <div className={shown ? "ticket-body has-beside" : "ticket-body"}>
        <div className="ticket-talk">
          {inquiry.data ? (
            <Thread inquiry={inquiry.data} />
          ) : inquiry.isError ? (
            <Empty title={t("list.broken")} text={refusal(inquiry.error)}>
              <Button onClick={() => void inquiry.refetch()}>{t("list.again")}</Button>
            </Empty>
          ) : (
            <Spinner className="thread" label={t("loading")} />
          )}
          {open ? <Compose ticket={ticket} handle={compose} /> : <p className="ticket-ended">{t(`ticket.ended.${ticket.state}` as MessageKey)}</p>}
        </div>
        {shown && (
          <Suspense fallback={null}>
            <Beside ticket={ticket} insert={open ? insert : undefined} close={() => show(false)} />
          </Suspense>
        )}
      </div>
    </article>
  );
}

function Facts({ ticket }: { ticket: Ticket }) {
  const { t } = useSpeech();
  const { ago, full } = useWords();
  const teamName = useTeamName();
  const time = (at: string) => (
    <time dateTime={at} title={full(at)}>
      {ago(at)}
    </time>
  );
  return (
    <p className="detail-facts">
      <strong>#{ticket.number}</strong>
      <State ticket={ticket} />
      <Urgent priority={ticket.priority} />
      <span>{ticket.requester.name}</span>
      <span>{teamName(ticket.team)}</span>
      <span>
        {t("ticket.opened")} {time(ticket.opened_at)}
      </span>
      {ticket.answered_at && (
        <span>
          {t("ticket.answered")} {time(ticket.answered_at)}
        </span>
      )}
      {ticket.reopened > 0 && <span>{t("ticket.reopened", { count: ticket.reopened })}</span>}
      {ticket.csat && <span>{t("ticket.csat", { score: ticket.csat })}</span>}
    </p>
  );
}

function Actions({ ticket, canUndo }: { ticket: Ticket; canUndo: boolean }) {
  const { t } = useSpeech();
  const act = useTicketDeeds();
  const open = isOpen(ticket);
  return (
    <DetailActs>
      {canUndo && (
        <Button icon={<ArrowUndoRegular />} onClick={() => act(ticket, { verb: "undo" })} data-act="undo">
          {t("act.undo")}
        </Button>
      )}
      {ticket.state === "queued" && (
        <Button appearance="primary" icon={<HandRightRegular />} onClick={() => act(ticket, { verb: "accept" })} data-act="accept">
          {t("ticket.accept")}
        </Button>
      )}
      {open && (
        <Button icon={<CheckmarkRegular />} onClick={() => act(ticket, { verb: "close" })} data-act="close">
          {t("ticket.close")}
        </Button>
      )}
      {ticket.state === "closed" && !canUndo && (
        <Button icon={<ArrowUndoRegular />} onClick={() => act(ticket, { verb: "reopen" })} data-act="reopen">
          {t("ticket.reopen")}
        </Button>
      )}
      {open && <PriorityMenu ticket={ticket} />}
      {open && <More ticket={ticket} />}
    </DetailActs>
  );
}

function PriorityMenu({ ticket }: { ticket: Ticket }) {
  const { t } = useSpeech();
  const act = useTicketDeeds();
  const [isShown, show] = useState(false);
  useShortcuts([{ keys: "p", text: "ticket.priority", act: () => show(true) }]);
  return (
    <Menu
      open={isShown}
      onOpenChange={(_, { open }) => show(open)}
      checkedValues={{ priority: [ticket.priority] }}
      onCheckedValueChange={(_, { checkedItems: [chosen] }) => {
        if (chosen && chosen !== ticket.priority) act(ticket, { verb: "priority", priority: chosen as Priority });
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button icon={<FlagRegular />} aria-label={t("ticket.priority")} title={t("ticket.priority")} data-act="priority" />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {PRIORITIES.map((one) => (
            <MenuItemRadio key={one} name="priority" value={one}>
              {t(`priority.${one}` as MessageKey)}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function More({ ticket }: { ticket: Ticket }) {
  const { t } = useSpeech();
  const act = useTicketDeeds();
  const me = useMe();
  const [isShown, show] = useState(false);
  useShortcuts([{ keys: "m", text: "ticket.more", act: () => show(true) }]);
  const agents = useAgents(ticket.team).data ?? [];
  const colleagues = agents.filter((agent) => agent.id !== ticket.agent?.id && agent.id !== me.id);
  const others = (useTeams().data ?? []).filter((team) => team.id !== ticket.team);
  return (
    <Menu open={isShown} onOpenChange={(_, { open }) => show(open)}>
      <MenuTrigger disableButtonEnhancement>
        <Button icon={<MoreHorizontalRegular />} aria-label={t("ticket.more")} title={t("ticket.more")} data-act="more" />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {ticket.state === "assigned" && ticket.agent?.id !== me.id && (
            <MenuItem onClick={() => act(ticket, { verb: "assign", agent: me.id })}>{t("ticket.takeOver")}</MenuItem>
          )}
          {colleagues.length > 0 && (
            <Menu>
              <MenuTrigger disableButtonEnhancement>
                <MenuItem data-act="assign">{t("ticket.assign")}</MenuItem>
              </MenuTrigger>
              <MenuPopover>
                <MenuList>
                  {colleagues.map((agent) => (
                    <MenuItem key={agent.id} onClick={() => act(ticket, { verb: "assign", agent: agent.id })}>
                      {agent.name}
                    </MenuItem>
                  ))}
                </MenuList>
              </MenuPopover>
            </Menu>
          )}
          <MenuItem onClick={() => act(ticket, { verb: "hand-back" })}>{t("ticket.handBack")}</MenuItem>
          {others.map((team) => (
            <MenuItem key={team.id} onClick={() => act(ticket, { verb: "escalate", team: team.id })}>
              {t("ticket.escalate", { team: team.name })}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
