import type { Shell } from './shells.js'

// Each script asks the program as it was typed, so that a project's own polyhead answers for its own configs.
// Answers are silent: a broken config must not garble the prompt.

const bash = (
  name: string,
  fn: string,
): string => `# bash completion for ${name}. Add to ~/.bashrc:  eval "$(polyhead completion bash)"
${fn}() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <("\${COMP_WORDS[0]/#\\~/$HOME}" completion query bash "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o nospace -F ${fn} ${name}
`

const zsh = (name: string, fn: string): string => `#compdef ${name}
# zsh completion for ${name}. Add to ~/.zshrc, after compinit:  source <(polyhead completion zsh)
${fn}() {
  local line text about
  local -a done_words done_shown open_words open_shown
  for line in "\${(@f)$(\${~words[1]} completion query zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    text=\${line%%$'\\t'*} about=\${line#*$'\\t'}
    if [[ $text == *' ' ]]; then
      text=\${text% }
      done_words+=("$text") done_shown+=("$text\${about:+  -- $about}")
    else
      open_words+=("$text") open_shown+=("$text\${about:+  -- $about}")
    fi
  done
  (( \${#open_words} )) && compadd -l -S '' -d open_shown -- "\${open_words[@]}"
  (( \${#done_words} )) && compadd -l -d done_shown -- "\${done_words[@]}"
  (( \${#open_words} + \${#done_words} ))
}
compdef ${fn} ${name}
`

const fish = (
  name: string,
  fn: string,
): string => `# fish completion for ${name}. Once:  polyhead completion fish > ~/.config/fish/completions/${name}.fish
function ${fn}
  set -l words (commandline -opc)
  $words[1] completion query fish -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c ${name} -f -a '(${fn})'
`

const SCRIPTS: Readonly<Record<Shell, (name: string, fn: string) => string>> = { bash, zsh, fish }

const REMOVALS: Readonly<Record<Shell, (name: string, fn: string) => string>> = {
  bash: (name, fn) => `complete -r ${name}\nunset -f ${fn}\n`,
  zsh: (name, fn) => `compdef -d ${name}\nunfunction ${fn}\n`,
  fish: (name, fn) => `complete -c ${name} -e\nfunctions -e ${fn}\n`,
}

/**
 * The script that makes a shell complete a command.
 * @param name the command: `polyhead`, or that of an app built on `main`
 */
export function completionScript(shell: Shell, name: string): string {
  return SCRIPTS[shell](name, functionOf(name))
}

/** The script that undoes what that one did. */
export function removalScript(shell: Shell, name: string): string {
  return REMOVALS[shell](name, functionOf(name))
}

function functionOf(name: string): string {
  return `_${name.replace(/\W/g, '_')}_complete`
}
