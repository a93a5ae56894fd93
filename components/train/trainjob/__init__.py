"""Training as a Kubeflow TrainJob: the step of the pipeline hands it over, waits, and takes the adapter back.

Job and step share the image, the entry point and the object store, and nothing else: inputs go into a folder of the
store that is named by their digest, progress and outcome come out of it, and a heartbeat of the step says that
somebody still waits.
"""
