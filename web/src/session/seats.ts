import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Refused } from "../api/client";

/** A sample person whom one can be in the demo. */
export interface Seat {
  id: string;
  name: string;
  role: "agent" | "editor" | "manager" | "auditor" | "admin";
  /** The name of the team where they hold it; `null`: in all. */
  team: string | null;
}

/** Only the demo knows this address. */
const PLACE = "/box/session";

interface Demo {
  /** Everything here is made up. */
  sample: boolean;
  seats: Seat[];
}

/** Whom one can be, and whether all this is sample data; nobody and no on a server that is no demo. */
export const useDemo = () =>
  useQuery({
    queryKey: ["seats"],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Demo> => {
      const answer = await fetch(PLACE, { signal });
      return answer.ok ? ((await answer.json()) as Demo) : { sample: false, seats: [] };
    },
  });

/** Takes a seat: that of a person, or one that the demo chooses. `false`: there is none. */
export async function takeSeat(person?: string): Promise<boolean> {
  const body = JSON.stringify(person === undefined ? {} : { person });
  const answer = await fetch(PLACE, { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => null);
  return answer?.ok ?? false;
}

/** Becomes another sample person. */
export function useChangeSeat() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (person: string) => {
      if (!(await takeSeat(person))) throw new Refused(0, undefined);
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: ["me"] }),
  });
}
