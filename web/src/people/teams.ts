import { useQuery } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client";

export type Team = Schemas["TeamView"];
/** More teams than a company has. */
const MOST = 200;

export const useTeams = () =>
  useQuery({
    queryKey: ["teams"],
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => (await answered(api.GET("/api/v1/teams", { signal, params: { query: { limit: MOST } } }))).items,
  });

/** Who may be given a team's tickets. */
export const useAgents = (team: string) =>
  useQuery({
    queryKey: ["teams", team, "agents"],
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await answered(api.GET("/api/v1/teams/{id}/agents", { signal, params: { path: { id: team } } }))).items,
  });

/** The name of a team by its id; nothing while it is not known. */
export function useTeamName(): (id: string) => string {
  const teams = useTeams();
  return (id) => teams.data?.find((team) => team.id === id)?.name ?? "";
}
