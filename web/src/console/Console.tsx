import { Button, Spinner, Toaster } from "@fluentui/react-components";
import { lazy, Suspense } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router";
import { useSpeech } from "../i18n";
import { may, SignedIn, useMe, useSignedIn, type Right } from "../session/me";
import { SignIn } from "../session/SignIn";
import { Empty } from "./Empty";
import { Guard } from "./Guard";
import { Shell } from "./Shell";
import { ShortcutsProvider } from "./shortcuts";
import { TOASTER } from "./useNotice";
import { useWords } from "./words";

const Inbox = lazy(() => import("../handoff/Inbox"));
const Inquiries = lazy(() => import("../inquiry/Inquiries"));
const Entries = lazy(() => import("../faq/Entries"));
const EntryPage = lazy(() => import("../faq/EntryPage"));
const Drafts = lazy(() => import("../learning/Drafts"));
const Gaps = lazy(() => import("../learning/Gaps"));
const FiguresPage = lazy(() => import("../figures/FiguresPage"));
const People = lazy(() => import("../people/People"));
const Accounts = lazy(() => import("../people/Accounts"));
const Audit = lazy(() => import("../audit/Audit"));
const Operations = lazy(() => import("../operations/Operations"));

/** The pages for those who work at the desk. */
export function Console() {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const me = useSignedIn();
  // Another room begins anew where one was broken.
  const pathname = useLocation().pathname.split("/")[1];
  if (me.isPending) return <Loading />;
  if (me.isError && !me.data) {
    return (
      <Empty title={t("console.broken")} text={refusal(me.error)}>
        <Button onClick={() => void me.refetch()}>{t("list.again")}</Button>
      </Empty>
    );
  }
  if (!me.data) return <SignIn />;
  return (
    // Another person begins anew: nothing that the former one had open stays.
    <SignedIn me={me.data} key={me.data.id}>
      <ShortcutsProvider>
        <Shell>
          <Guard key={pathname} broken={<Broken />}>
            <Suspense fallback={<Loading />}>
              <Pages />
            </Suspense>
          </Guard>
        </Shell>
        <Toaster toasterId={TOASTER} position="bottom-end" limit={3} />
      </ShortcutsProvider>
    </SignedIn>
  );
}

function Pages() {
  const { t } = useSpeech();
  const me = useMe();
  const home = (["tickets.work", "drafts.review", "audit.read"] as const).find((right) => may(me, right));
  const first = home === "tickets.work" ? "/inbox/open" : home === "drafts.review" ? "/drafts" : home ? "/audit" : "/faq";
  const gated = (right: Right, page: React.ReactNode) =>
    may(me, right) ? page : <Empty title={t("problem.forbidden")} text={t("console.forbidden")} />;
  return (
    <Routes>
      <Route index element={<Navigate to={first} replace />} />
      <Route path="inbox" element={<Navigate to="/inbox/open" replace />} />
      <Route path="inbox/:view/:ticket?" element={gated("tickets.work", <Inbox />)} />
      <Route path="tickets/:ticket" element={gated("tickets.work", <Inbox />)} />
      <Route path="inquiries/:inquiry?" element={gated("tickets.work", <Inquiries />)} />
      <Route path="faq" element={<Entries />} />
      <Route path="faq/new" element={gated("entries.edit", <EntryPage />)} />
      <Route path="faq/:entry" element={<EntryPage />} />
      <Route path="drafts/:draft?" element={gated("drafts.review", <Drafts />)} />
      <Route path="gaps" element={gated("entries.edit", <Gaps />)} />
      <Route path="figures" element={gated("figures.read", <FiguresPage />)} />
      <Route path="people/:person?" element={<People />} />
      <Route path="accounts" element={gated("desk.administer", <Accounts />)} />
      <Route path="operations" element={gated("desk.administer", <Operations />)} />
      <Route path="audit" element={gated("audit.read", <Audit />)} />
      <Route path="*" element={<Empty title={t("console.nothing")} text={t("console.nothing.text")} />} />
    </Routes>
  );
}

function Broken() {
  const { t } = useSpeech();
  return (
    <Empty title={t("console.pageBroken")} text={t("console.pageBroken.text")}>
      <Button onClick={() => window.location.reload()}>{t("console.reload")}</Button>
    </Empty>
  );
}

const Loading = () => {
  const { t } = useSpeech();
  return (
    <div className="waiting">
      <Spinner label={t("loading")} />
    </div>
  );
};
