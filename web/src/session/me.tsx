import { useQuery, useQueryClient, type Query, type QueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, type ReactNode } from "react";
import { answered, api, Refused, type Schemas } from "../api/client";
import { follow } from "../api/live";
import { forgetAll, UNSENT } from "./remembered";
import { takeSeat } from "./seats";

export type Me = Schemas["Me"];
/** What one may, as the API names it. */
export type Right = "tickets.work" | "drafts.review" | "entries.edit" | "figures.read" | "team.lead" | "audit.read" | "desk.administer";

const Context = createContext<Me | undefined>(undefined);

/** Who was signed in last, in this page. */
let last: Me | undefined;

/** Who is signed in; `null`: nobody. */
export function useSignedIn() {
  const cache = useQueryClient();
  return useQuery({
    queryKey: ["me"],
    queryFn: async ({ signal }): Promise<Me | null> => {
      const me = await whoIsSignedIn(signal);
      // Somebody else, perhaps in another tab of the same browser: nothing of the former one may be shown to them, or done as them.
      if (me && last && last.id !== me.id) {
        cache.getMutationCache().clear();
        forgetPerson(cache);
      } else if (me && last && JSON.stringify(last) !== JSON.stringify(me)) {
        // They may do other things than before: what they may no longer see goes.
        void cache.resetQueries({ predicate: isRead });
      }
      last = me ?? last;
      return me;
    },
  });
}

/** Forgets what somebody has read and what they have written and not sent. */
export function forgetPerson(cache: QueryClient): void {
  cache.removeQueries({ predicate: isRead });
  forgetAll(UNSENT);
}

const isRead = ({ queryKey: [kind] }: Query) => kind !== "me" && kind !== "seats";

async function whoIsSignedIn(signal: AbortSignal): Promise<Me | null> {
  try {
    return await answered(api.GET("/api/v1/me", { signal }));
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
    // In the demo everybody has a seat.
    return (await takeSeat()) ? answered(api.GET("/api/v1/me", { signal })) : null;
  }
}

/** What is within knows who is signed in, and hears what happens. */
export function SignedIn({ me, children }: { me: Me; children: ReactNode }) {
  const cache = useQueryClient();
  useEffect(() => follow(cache, () => void cache.invalidateQueries({ queryKey: ["me"] })), [cache, me.id]);
  return <Context value={me}>{children}</Context>;
}

export function useMe(): Me {
  const me = use(Context);
  if (!me) throw new Error("useMe stands outside of SignedIn");
  return me;
}

/** Whether one has a right in any team, or in the given one. The server decides; the page only leaves out what it would refuse. */
export function may(me: Me, right: Right, team?: string): boolean {
  if (me.rights.includes(right)) return true;
  return me.teams.some((one) => (team === undefined || one.id === team) && one.rights.includes(right));
}
