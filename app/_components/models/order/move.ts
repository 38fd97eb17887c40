/** The list with one name at another place; one that was not in it comes in there. */
export function placeAt(names: readonly string[], name: string, place: number): string[] {
  const others = names.filter((each) => each !== name)
  const at = Math.max(0, Math.min(place, others.length))
  return [...others.slice(0, at), name, ...others.slice(at)]
}
