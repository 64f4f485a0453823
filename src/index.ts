export { main, type MainOptions, type Task, type TaskContext } from './cli/main-task.js'
export { Adam } from './components/optimizer/adam.js'
