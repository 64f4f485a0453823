/** Charts are SVG, whatever the name says: CLArena's configs say `acc.png`. */
export function svgName(name: string): string {
  return `${name.replace(/\.(png|jpe?g|pdf|svg)$/i, '')}.svg`
}
