// Rules over the log groups.
import { API, STAGE } from './api-definition.mjs';
import { asList, editStatement, policies } from './policies.mjs';

export const logGroupRules = [
  {
    id: 'P10',
    title: 'every function has its own log group, kept for a while under our key, and none may make another',
    check(plan) {
      const groups = plan.all('aws_cloudwatch_log_group').map(({ values }) => values);
      const key = plan.at('aws_kms_key.this').arn;
      const execution = `API-Gateway-Execution-Logs_${plan.at(API).id}/${plan.at(STAGE).stage_name}`;
      const wanted = [
        ...plan.all('aws_lambda_function').map(({ values }) => `/aws/lambda/${values.function_name}`),
        execution,
      ];
      const { destination_arn: access } = plan.at(STAGE).access_log_settings[0];
      return [
        groups.some(({ arn }) => arn === access) ||
          `the access log goes to ${access}, which is no group of ours`,
        ...wanted.map(
          (name) => groups.some((group) => group.name === name) || `there is no log group ${name}`,
        ),
        ...groups.map(({ name, retention_in_days: days }) => days > 0 || `${name} never expires`),
        ...groups.map(
          ({ name, kms_key_id: id }) => id === key || `${name} is not under the environment’s key`,
        ),
        ...plan
          .all('aws_lambda_function')
          .map(
            ({ values }) =>
              values.logging_config?.[0]?.log_group === `/aws/lambda/${values.function_name}` ||
              `${values.function_name} logs elsewhere`,
          ),
        ...policies(plan).flatMap(({ address, statements }) =>
          statements.map(
            ({ Action }) =>
              !asList(Action).includes('logs:CreateLogGroup') || `${address} may make log groups`,
          ),
        ),
      ];
    },
    negativeCases: [
      {
        mutate: (plan) => (plan.at(STAGE).access_log_settings[0].destination_arn += '-of-others'),
        says: /the access log goes to .*-of-others/,
      },
      (plan) => (plan.at('module.authorizer.aws_cloudwatch_log_group.function').retention_in_days = 0),
      (plan) => (plan.at('aws_cloudwatch_log_group.execution').name = 'elsewhere'),
      (plan) =>
        editStatement(
          plan,
          'module.authorizer.aws_iam_role_policy.function',
          'AllowOwnLogWrite',
          (statement) => statement.Action.push('logs:CreateLogGroup'),
        ),
      (plan) => delete plan.at('module.init_user_account.aws_cloudwatch_log_group.function').kms_key_id,
    ],
  },
];
