/** Colours of all charts, for a light or a dark page. */
export interface ChartTheme {
  readonly dark: boolean
  readonly text: string
  /** Of what is told beside: names of axes, ticks. */
  readonly quiet: string
  readonly line: string
  readonly background: string
  /** Of runs, tasks and other things that are told apart; also by those who see few colours. */
  readonly palette: readonly string[]
  /** From little to much. */
  readonly sequential: readonly string[]
  /** From negative over none to positive. */
  readonly diverging: readonly string[]
}

// Okabe and Ito's hues, each light enough for a dark page or dark enough for a light one.
const LIGHT: ChartTheme = {
  dark: false,
  text: '#1c1c1c',
  quiet: '#595959',
  line: '#d9d9d9',
  background: '#ffffff',
  palette: ['#0072b2', '#d55e00', '#009e73', '#b8578f', '#b07a00', '#2f8fc6', '#4d4d4d'],
  sequential: ['#f2f6fb', '#a6cbe6', '#4393c3', '#1a5d94', '#08306b'],
  diverging: ['#b2182b', '#f4a582', '#f2f2f2', '#92c5de', '#2166ac'],
}

const DARK: ChartTheme = {
  dark: true,
  text: '#ececec',
  quiet: '#b0b0b0',
  line: '#3d3d3d',
  background: '#16181c',
  palette: ['#4aa3df', '#f0803c', '#2fbf92', '#dc93bf', '#e6b32e', '#93d0f5', '#c9c9c9'],
  sequential: ['#1b2430', '#1f4b73', '#2f7ab5', '#74b4de', '#dceefa'],
  diverging: ['#f4735f', '#8c4a42', '#2b2e33', '#3d6485', '#62b0ee'],
}

/** The colours of a light or a dark page. */
export function chartTheme(dark: boolean): ChartTheme {
  return dark ? DARK : LIGHT
}

/** How one thing is drawn wherever it is drawn. */
export interface Look {
  readonly color: string
  readonly dash: 'solid' | 'dashed' | 'dotted'
}

const DASHES = ['solid', 'dashed', 'dotted'] as const

/**
 * A look for each of these names, in their order: the same list gives a name the same look in every chart. Where there
 * are more than colours, lines are dashed, then dotted.
 */
export function looksOf(names: Iterable<string>, theme: ChartTheme): Map<string, Look> {
  const looks = new Map<string, Look>()
  for (const name of names) {
    if (!looks.has(name)) looks.set(name, lookAt(looks.size, theme))
  }
  return looks
}

/** The look of the thing at this place of a list. */
export function lookAt(place: number, { palette }: ChartTheme): Look {
  const round = Math.floor(place / palette.length)
  return {
    color: palette[place % palette.length] as string,
    dash: DASHES[round % DASHES.length] as Look['dash'],
  }
}
