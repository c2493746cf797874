/** A task as an operator types it for this environment; the tasks themselves are named after `dev`. */
export function taskFor(environment, task) {
  return environment === 'dev' ? `task ${task}` : `task ${task} ENVIRONMENT=${environment}`;
}
