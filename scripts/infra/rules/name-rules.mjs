// Rules over two environments of one account and one domain: no name of the one is a name of the other.

/** The argument that must be unique in its account, region, zone or bucket, by resource type. */
const UNIQUE = {
  aws_acm_certificate: 'domain_name',
  aws_api_gateway_domain_name: 'domain_name',
  aws_api_gateway_rest_api: 'name',
  aws_cloudwatch_dashboard: 'dashboard_name',
  aws_cloudwatch_event_rule: 'name',
  aws_cloudwatch_log_group: 'name',
  aws_cloudwatch_metric_alarm: 'alarm_name',
  aws_cloudwatch_query_definition: 'name',
  aws_dynamodb_table: 'name',
  aws_elasticache_serverless_cache: 'name',
  aws_elasticache_user: 'user_id',
  aws_elasticache_user_group: 'user_group_id',
  aws_iam_role: 'name',
  aws_kms_alias: 'name',
  aws_lambda_function: 'function_name',
  aws_route53_record: 'name',
  aws_scheduler_schedule: 'name',
  aws_scheduler_schedule_group: 'name',
  aws_security_group: 'name',
  aws_ses_configuration_set: 'name',
  aws_ses_domain_identity: 'domain',
  aws_ses_domain_mail_from: 'mail_from_domain',
  aws_ses_email_identity: 'email',
  aws_sns_topic: 'name',
  aws_sqs_queue: 'name',
  aws_ssm_parameter: 'name',
};

/** Types without a name of their own: what they belong to has one. */
const NAMELESS =
  /^aws_(acm_certificate_validation|api_gateway_(base_path_mapping|deployment|method_settings|stage)|cloudwatch_(event_target|log_metric_filter)|default_security_group|flow_log|iam_role_policy|kms_key|lambda_(event_source_mapping|function_event_invoke_config|permission)|ses_domain_dkim|sns_topic_(policy|subscription)|sqs_queue_policy|route_table(_association)?|subnet|vpc(_endpoint|_security_group_(egress|ingress)_rule)?|wafv2_web_acl_association)$/;

/** Names of a domain belong to one environment at a time; every other name holds project and environment. */
const OF_THE_DOMAIN =
  /^aws_(acm_certificate|api_gateway_domain_name|route53_record|ses_(domain_identity|domain_mail_from|email_identity))$/;

export const nameRules = [
  {
    id: 'P25',
    title:
      'every unique name holds project and environment, host and mail records too: two environments share none',
    check: ({ first, second }) => {
      const [known, others] = [first, second].map(namesOf);
      return [
        ...first.resources.map(
          ({ type }) =>
            type in UNIQUE || NAMELESS.test(type) || `is a name of ${type} unique? Say so in name-rules.mjs`,
        ),
        others.length > 30 || `only ${others.length} names were planned`,
        ...others.map(({ key }) => !known.some((one) => one.key === key) || `both environments have ${key}`),
        ...others.map(
          ({ type, name }) =>
            OF_THE_DOMAIN.test(type) ||
            /fintech-solution[-/]staging|_[a-z0-9]+\/staging$/.test(name) ||
            `${type} ${name} does not hold project and environment`,
        ),
      ];
    },
    negativeCases: [
      {
        mutate: ({ first, second }) =>
          (second.all('aws_api_gateway_domain_name')[0].values.domain_name = first.all(
            'aws_api_gateway_domain_name',
          )[0].values.domain_name),
        says: /both environments have aws_api_gateway_domain_name api\./,
      },
      {
        mutate: ({ first, second }) => second.resources.push(...first.all('aws_ses_domain_identity')),
        says: /both environments have aws_ses_domain_identity example\.org/,
      },
      {
        mutate: ({ second }) => (second.all('aws_sqs_queue')[0].values.name = 'account-requests'),
        says: /does not hold project and environment/,
      },
      {
        mutate: ({ first }) => first.resources.push({ type: 'aws_s3_bucket', values: {} }),
        says: /is a name of aws_s3_bucket unique/,
      },
    ],
  },
];

/** A name that is known only after an apply is AWS's own. */
function namesOf(plan) {
  return plan.resources
    .filter(({ type, values }) => typeof values?.[UNIQUE[type]] === 'string')
    .map(({ type, values }) => ({
      type,
      name: values[UNIQUE[type]],
      key: `${type} ${values[UNIQUE[type]]}`,
    }));
}
