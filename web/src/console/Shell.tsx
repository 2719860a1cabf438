import {
  Avatar,
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from "@fluentui/react-components";
import {
  bundleIcon,
  BookFilled,
  BookRegular,
  DataTrendingFilled,
  DataTrendingRegular,
  HistoryFilled,
  HistoryRegular,
  KeyboardRegular,
  KeyFilled,
  KeyRegular,
  LightbulbFilled,
  LightbulbRegular,
  MailInboxFilled,
  MailInboxRegular,
  PeopleFilled,
  PeopleRegular,
  QuestionCircleFilled,
  QuestionCircleRegular,
  ChatMultipleFilled,
  ChatMultipleRegular,
  WrenchFilled,
  WrenchRegular,
  type FluentIcon,
} from "@fluentui/react-icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { NavLink, useLocation, useNavigate } from "react-router";
import { answered, api } from "../api/client";
import { useSpeech, type Language, type MessageKey } from "../i18n";
import { forgetPerson, may, useMe, type Right } from "../session/me";
import { useChangeSeat, useDemo, type Seat } from "../session/seats";
import { useLook, type Look } from "../theme";
import { Mark } from "../theme/Mark";
import { Help } from "./Help";
import { Palette } from "./Palette";
import { useShortcuts } from "./shortcuts";
import { useNotice } from "./useNotice";

export interface Place {
  path: string;
  text: MessageKey;
  icon: FluentIcon;
  /** Who is shown it; whoever is signed in where nothing is said. */
  right?: Right;
  /** Pressed after `g`. */
  key: string;
}

/** The rooms of the console, in the order in which they are shown. */
export const PLACES: readonly Place[] = [
  { path: "/inbox", text: "place.inbox", icon: bundleIcon(MailInboxFilled, MailInboxRegular), right: "tickets.work", key: "i" },
  { path: "/inquiries", text: "place.inquiries", icon: bundleIcon(ChatMultipleFilled, ChatMultipleRegular), right: "tickets.work", key: "q" },
  { path: "/faq", text: "place.faq", icon: bundleIcon(BookFilled, BookRegular), key: "f" },
  { path: "/drafts", text: "place.drafts", icon: bundleIcon(LightbulbFilled, LightbulbRegular), right: "drafts.review", key: "d" },
  { path: "/gaps", text: "place.gaps", icon: bundleIcon(QuestionCircleFilled, QuestionCircleRegular), right: "entries.edit", key: "u" },
  { path: "/figures", text: "place.figures", icon: bundleIcon(DataTrendingFilled, DataTrendingRegular), right: "figures.read", key: "r" },
  { path: "/people", text: "place.people", icon: bundleIcon(PeopleFilled, PeopleRegular), key: "p" },
  { path: "/accounts", text: "place.accounts", icon: bundleIcon(KeyFilled, KeyRegular), right: "desk.administer", key: "c" },
  { path: "/operations", text: "place.operations", icon: bundleIcon(WrenchFilled, WrenchRegular), right: "desk.administer", key: "o" },
  { path: "/audit", text: "place.audit", icon: bundleIcon(HistoryFilled, HistoryRegular), right: "audit.read", key: "l" },
];

/** What stands around every page: the rooms, and who is signed in. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useSpeech();
  const me = useMe();
  const go = useNavigate();
  const [help, setHelp] = useState(false);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const here = PLACES.find(({ path }) => pathname.startsWith(path));
  useEffect(() => {
    document.title = here ? `${t(here.text)} – ${t("console.title")}` : t("console.title");
  }, [here, t]);
  // Whoever hears the page, or goes on by Tab, begins at the page that they came to.
  const before = useRef(here);
  useEffect(() => {
    if (before.current !== here) main.current?.focus({ preventScroll: true });
    before.current = here;
  }, [here]);
  const sample = useDemo().data?.sample;
  const places = PLACES.filter((place) => !place.right || may(me, place.right));
  useShortcuts([
    { keys: "?", text: "keys.help", act: () => setHelp(true) },
    ...places.map((place) => ({ keys: `g ${place.key}`, text: place.text, act: () => void go(place.path) })),
  ]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("console.skip")}
      </a>
      <nav className="places" aria-label={t("console.places")}>
        <NavLink to="/" className="places-mark" aria-label={t("console.title")}>
          <Mark />
        </NavLink>
        <ul>
          {places.map(({ path, text, icon: Icon }) => (
            <li key={path}>
              <NavLink to={path} className="place">
                {({ isActive }) => (
                  <>
                    <Icon filled={isActive} aria-hidden />
                    <span>{t(text)}</span>
                  </>
                )}
              </NavLink>
            </li>
          ))}
        </ul>
        {sample && <p className="sample">{t("console.sample")}</p>}
        <div className="places-foot">
          <Palette places={places} />
          <Tooltip content={t("keys.help")} relationship="label">
            <Button className="wide-only" appearance="subtle" icon={<KeyboardRegular />} onClick={() => setHelp(true)} />
          </Tooltip>
          <Account />
        </div>
      </nav>
      <main id="main" className="page" tabIndex={-1} ref={main}>
        {children}
      </main>
      <Help open={help} onClose={() => setHelp(false)} />
    </div>
  );
}

const LOOKS: Look[] = ["light", "dark", "contrast"];
const LANGUAGES: Language[] = ["ja", "en"];

function Account() {
  const { t, language, prefer } = useSpeech();
  const { look, setLook } = useLook();
  const me = useMe();
  const cache = useQueryClient();
  const notice = useNotice();
  const seats = useDemo().data?.seats ?? [];
  const changeSeat = useChangeSeat();
  const seatOf = ({ role, team }: Seat) => (team ? `${t(`role.${role}`)}, ${team}` : t(`role.${role}`));
  const signOut = useMutation({
    mutationFn: () => answered(api.DELETE("/api/v1/session")),
    onSuccess: () => {
      // Read again, the demo would sign in by itself.
      cache.setQueryData(["me"], null);
      forgetPerson(cache);
    },
    onError: notice.refused,
  });
  return (
    <Menu
      checkedValues={{ look: [look], language: [language], seat: [me.id] }}
      onCheckedValueChange={(_, { name, checkedItems: [chosen] }) => {
        if (!chosen) return;
        if (name === "look") setLook(chosen as Look);
        else if (name === "seat") changeSeat.mutate(chosen, { onError: notice.refused });
        else prefer(chosen as Language);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          className="account"
          icon={<Avatar name={me.name} size={28} color="colorful" aria-hidden />}
          aria-label={t("account.of", { name: me.name })}
          data-act="account"
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{me.name}</MenuGroupHeader>
          </MenuGroup>
          <MenuGroup>
            <MenuGroupHeader>{t("look.choose")}</MenuGroupHeader>
            {LOOKS.map((one) => (
              <MenuItemRadio key={one} name="look" value={one}>
                {t(`look.${one}` as MessageKey)}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuGroup>
            <MenuGroupHeader>{t("language.choose")}</MenuGroupHeader>
            {LANGUAGES.map((one) => (
              <MenuItemRadio key={one} name="language" value={one} lang={one}>
                {one === "ja" ? "日本語" : "English"}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          {seats.length > 0 && (
            <MenuGroup>
              <MenuGroupHeader>{t("account.seats")}</MenuGroupHeader>
              {seats.map((seat) => (
                <MenuItemRadio key={seat.id} name="seat" value={seat.id} secondaryContent={seatOf(seat)} data-seat={seat.role}>
                  {seat.name}
                </MenuItemRadio>
              ))}
            </MenuGroup>
          )}
          <MenuDivider />
          <MenuItem onClick={() => signOut.mutate()} data-act="signout">
            {t("account.signOut")}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
