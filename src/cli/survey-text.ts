import type { Survey } from '../inspect/survey.js'
import { counted } from '../util/counted.js'
import { renderDiagnostics } from '../util/render-diagnostics.js'

/** What a tree of configs written for Hydra is made of, and what is left to do. */
export function surveyText({ composed, failed, targets }: Survey, dir: string): string {
  const unknown = targets.filter(({ known }) => known === undefined)
  const known = targets.filter(({ known }) => known !== undefined)
  const sections = [`${composed.length} of ${composed.length + failed.length} configs of ${dir} compose`]
  for (const { path, diagnostics } of failed) sections.push(`${path} does not:\n${renderDiagnostics(diagnostics)}`)
  if (known.length > 0) {
    const lines = known.map(({ target, known: name }) => (target === name ? `  ${target}` : `  ${target}  is ${name}`))
    sections.push(['components that polyhead has:', ...lines].join('\n'))
  }
  if (unknown.length > 0) {
    const lines = unknown.map(({ target, near }) => `  ${target}${near ? `  (perhaps ${near})` : ''}`)
    sections.push(['components that are yours to bring, as a plugin:', ...lines].join('\n'))
  }
  const left = [
    ...(failed.length > 0 ? [`mend the ${failed.length} that do not compose`] : []),
    ...(unknown.length > 0 ? [`write a plugin for ${counted(unknown.length, 'component')}, or name others`] : []),
    `run polyhead --config-path ${dir} --cfg job, then polyhead --config-path ${dir} check`,
  ]
  return [...sections, ['what is left to do:', ...left.map((line) => `  - ${line}`)].join('\n')].join('\n\n')
}
