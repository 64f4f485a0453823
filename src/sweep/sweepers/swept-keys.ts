import { bareKey, type Override } from '../../compose/override/index.js'

/** The keys that an override sets, each without what it is added by: a zip sets those of its members. */
export function keysSetBy({ element, keyElement }: Override): string[] {
  return (element?.kind === 'zip' ? element.members.map(({ key }) => key) : [keyElement]).map(bareKey)
}
