"""What Git holds, put on a Kubeflow Pipelines server over REST.

In go compiled pipelines and a file of schedules; out come pipelines, their versions, recurring runs and single runs on
the server, and a report of what differed. Everything can be repeated, killed at any call and run twice at once: the
server is read first, changed only where it differs, and read again after an answer that was lost.

Installations that keep pipelines as Kubernetes resources (``--pipelinesStoreKubernetes``) need only the schedules:
there Argo CD or Flux applies the compiled resources. This is the only room that knows ``kfp_server_api``.
"""
