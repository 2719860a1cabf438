import { useSearchParams } from "react-router";

/** The filters of a list stand in the address, so that a link shows the same to a colleague. An empty one is left out. */
export function useFilters() {
  const [search, setSearch] = useSearchParams();
  const set = (name: string, value: string) =>
    setSearch(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  return { filter: (name: string) => search.get(name) ?? "", set, search: search.toString() };
}
